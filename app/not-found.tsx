import { Missing } from "@/components/page/missing";

/** Nothing of this address is the account's. */
export default function NotFound() {
  return <Missing inAccount />;
}
