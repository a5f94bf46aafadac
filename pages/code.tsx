import { servePage } from "@/lib/web/serve-page";

/** The short address that a printer's display can show: the code itself is entered while signed in. */
export const getServerSideProps = servePage(async () => ({ to: "/getstarted" }));
export { default } from "@/components/page/no-hydration";
