import { isolated } from "@/components/ui/bold";
import { Notice } from "@/components/ui/notice";
import { t } from "@/lib/messages/messages";

/** The app has its connection, but not the OctoPrint key that its owner approved. @param app its name */
export const KeyRefused = ({ app }: { app: string }) => (
  <Notice tone="warn">{t.rich("apiKey.notMade", { app, n: isolated })}</Notice>
);
