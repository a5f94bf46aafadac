"use client";
import { Thread } from "@/components/journey/thread";
import { Button } from "@/components/ui/button";
import { Actions, Heading, Sheet } from "@/components/ui/sheet";
import crash from "@/lib/messages/crash.json" with { type: "json" };

/**
 * A fault while a page was made. Runs in the browser: nothing here may import the messages, or every page would load
 * all of them. The digest is the reference under which the log has the rest (ASVS 16.5.1).
 */
export default function PageFault({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Sheet step="ended">
      <div className="mb-5">
        <Thread at="ended" />
      </div>
      <Heading title={crash.title}>
        <p>{crash.lead}</p>
        {error.digest && (
          <p>
            {crash.reference} {error.digest}
          </p>
        )}
      </Heading>
      <Actions>
        <Button type="button" onClick={reset}>
          {crash.retry}
        </Button>
      </Actions>
    </Sheet>
  );
}
