import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { appKeys } from "@/lib/connector/virtual-printer/answer-app-keys";
import { answerPage } from "@/lib/connector/virtual-printer/answer-page";
import { echoMessages } from "@/lib/connector/virtual-printer/echo-messages";

export type PrinterServer = {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  /** The id the printer shows to apps in its network; set once the connector knows it. */
  show(printerId: string): void;
  close(): Promise<void>;
};

/**
 * A small web server in place of a printer's, on a free port of this machine, that answers like OctoPrint where apps
 * look.
 * @param adminKey an API key that it accepts as its administrator's; without one there is none
 */
export async function startPrinterServer(adminKey?: string): Promise<PrinterServer> {
  let printerId = "";
  const keys = appKeys(adminKey);
  const server = createServer((request: IncomingMessage, response: ServerResponse) =>
    answerPage(request, response, { printerId, keys }),
  );
  const echo = echoMessages();
  server.on("upgrade", echo.handleUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show: (id) => (printerId = id),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        echo.close();
        server.closeAllConnections();
      }),
  };
}
