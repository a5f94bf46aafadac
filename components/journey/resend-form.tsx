import { Button, type ButtonLook } from "@/components/ui/button";
import { Form } from "@/components/ui/form";

/**
 * Asks for a new code. The page's script counts down while it is too early; without, the server says so.
 * @param look beside the button of the page
 */
export function ResendForm({
  action,
  waitSeconds,
  label,
  waiting,
  look = "outline",
}: {
  action: string;
  waitSeconds: number;
  label: string;
  waiting: string;
  look?: ButtonLook;
}) {
  return (
    <Form action={action}>
      <Button look={look} data-wait={waitSeconds} data-waiting={waiting}>
        {label}
      </Button>
    </Form>
  );
}
