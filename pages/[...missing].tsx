import { Missing } from "@/components/page/missing";
import { show } from "@/components/page/show";
import { servePage } from "@/lib/web/serve-page";

/** Every address that is nobody's. */
export const getServerSideProps = servePage(async () => show(<Missing />, { status: 404 }));
export { default } from "@/components/page/no-hydration";
