import { request as requestHttp, type IncomingMessage } from "node:http";
import WebSocket from "ws";
import type { MintedConnection } from "@/lib/connections/mint-connection";

/** What an app knows of its connection. */
export type AppSide = Pick<MintedConnection, "url" | "appApiToken" | "basicUser" | "basicPassword" | "bearerToken">;

export const basicOf = ({ basicUser, basicPassword }: AppSide) =>
  `Basic ${Buffer.from(`${basicUser}:${basicPassword}`).toString("base64")}`;
export const bearerOf = ({ bearerToken }: AppSide) => `Bearer ${bearerToken}`;

/** What apps do. */
export type AppCalls = {
  /** Statuses of both App APIs and of the relay, as plain request and as WebSocket. */
  info(app: AppSide): Promise<number>;
  gadget(app: AppSide): Promise<number>;
  http(app: AppSide, authorization?: string): Promise<number>;
  websocket(app: AppSide, authorization?: string): Promise<number>;
  /** A webcam stream that runs until somebody ends it. @returns once it runs: what it ends with */
  watch(app: AppSide): Promise<{ ended: Promise<unknown> }>;
};

const hostOf = (app: AppSide) => new URL(app.url).host;

const statusOf = async (answer: Promise<IncomingMessage>) => {
  const response = await answer;
  response.resume();
  return response.statusCode ?? 0;
};

const openSocket = (port: number, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/sockjs/websocket`, { headers });
    socket.once("open", () => {
      resolve(200);
      socket.terminate();
    });
    socket.once("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
    socket.once("error", reject);
  });

/** @param port where the App APIs and the relay listen */
export function appCalls(port: () => number): AppCalls {
  const ask = (method: string, target: string, headers: Record<string, string>) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      requestHttp({ host: "127.0.0.1", port: port(), method, path: target, headers, agent: false }, resolve)
        .on("error", reject)
        .end();
    });
  return {
    info: (app) => statusOf(ask("GET", "/api/appconnection/info", { AppToken: app.appApiToken })),
    gadget: (app) =>
      statusOf(
        ask("POST", "/api/gadget/getstatusfromappconnection", { AppToken: app.appApiToken, "Content-Length": "0" }),
      ),
    http: (app, authorization = basicOf(app)) =>
      statusOf(ask("GET", "/api/version", { Host: hostOf(app), Authorization: authorization })),
    websocket: (app, authorization = bearerOf(app)) =>
      openSocket(port(), { Host: hostOf(app), Authorization: authorization }),
    watch: async (app) => {
      const response = await ask("GET", "/webcam/?action=stream", { Host: hostOf(app), Authorization: basicOf(app) });
      const ended = new Promise((resolve) =>
        response.on("end", () => resolve("ended")).on("error", () => resolve("cut off")),
      );
      await new Promise((resolve) => response.once("data", resolve));
      return { ended };
    },
  };
}
