"use client";
import { Thread } from "@/components/journey/thread";
import { Button } from "@/components/ui/button";
import { Actions, Heading, Sheet } from "@/components/ui/sheet";
import crash from "@/lib/messages/crash.json" with { type: "json" };

/**
 * A fault after a page had begun to arrive; before that, the whole answer is a page of ours (lib/http/plain-page.ts).
 * Runs in the browser: nothing here may import the messages, or every page would load all of them. The digest is the
 * reference under which the log has the rest (ASVS 16.5.1).
 */
export default function PageFault({ error }: { error: Error & { digest?: string } }) {
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
        {/* From the server: the fault was there, and the same answer drawn once more only shows it again. */}
        <Button type="button" onClick={() => location.reload()}>
          {crash.retry}
        </Button>
      </Actions>
    </Sheet>
  );
}
