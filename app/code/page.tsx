import { redirect } from "next/navigation";

/** The short address that a printer's display can show: the code itself is typed while signed in. */
export default function Code(): never {
  redirect("/getstarted");
}
