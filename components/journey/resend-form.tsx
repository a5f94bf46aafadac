import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";

/** Asks for a new code. The page's script counts down while it is too early; without, the server says so. */
export function ResendForm({
  action,
  waitSeconds,
  label,
  waiting,
}: {
  action: string;
  waitSeconds: number;
  label: string;
  waiting: string;
}) {
  return (
    <Form action={action}>
      <Button look="outline" data-wait={waitSeconds} data-waiting={waiting}>
        {label}
      </Button>
    </Form>
  );
}
