import { describe, expect, it } from "vitest";
import { body, http, setUpPrinterEnd } from "@/lib/connector/streams/test-printer-end";

describe("the printer's end of streams", () => {
  const end = setUpPrinterEnd();
  const { send, ended } = end;

  describe("answer commands of their own", () => {
    const command = async (streamId: number, name: string) => {
      send(streamId, { isOpen: true, isDataDone: true, http: http({ url: `/octoeverywhere-command-api/${name}` }) });
      const all = await ended(streamId);
      return { head: all[0], text: body(all).toString() };
    };
    const jsonOf = async (streamId: number, name: string) =>
      JSON.parse((await command(streamId, name)).text) as unknown;

    it("ping, the status, and none they do not know", async () => {
      end.answer = (_, response) => void response.writeHead(403).end();
      expect(await jsonOf(1, "ping")).toEqual({ Status: 200, Result: { Message: "Pong" } });
      expect(await jsonOf(2, "status")).toEqual({ Status: 789, Error: expect.stringMatching(/key/) });
      for (const [i, name] of ["rekey", "get-connection-info", "send-command", "files/list"].entries())
        expect(await jsonOf(3 + i, name)).toMatchObject({ Status: 754 });
    });

    it("a webcam's picture, with the way it has to be turned", async () => {
      end.answer = (request, response) => {
        if (request.url === "/api/settings")
          return void response.end(
            JSON.stringify({
              webcam: {
                snapshotUrl: "http://localhost:1/never",
                streamUrl: "/cam?stream",
                flipV: true,
                rotate90: true,
              },
            }),
          );
        response.setHeader("Content-Type", "image/jpeg").end(`${request.url} ${String(request.headers["x-api-key"])}`);
      };
      const { head, text } = await command(1, "webcam/stream?index=0");
      expect(head?.http?.headers).toContainEqual(["x-oe-webcam-transform", "flipv rotate=270"]);
      expect(text).toBe("/cam?stream undefined");
      expect(await jsonOf(2, "webcam/snapshot")).toEqual({ Status: 752, Error: "The webcam cannot be reached." });
      expect(await jsonOf(3, "webcam/snapshot?index=7")).toMatchObject({ Status: 752 });
    });

    it("no picture from anywhere but the printer's own machine", async () => {
      end.answer = (_, response) =>
        void response.end(JSON.stringify({ webcam: { snapshotUrl: "http://192.0.2.1/secret" } }));
      expect(await jsonOf(1, "webcam/snapshot")).toEqual({ Status: 752, Error: expect.stringMatching(/own machine/) });
    });
  });

  it("answer the program's commands themselves, never by the printer", async () => {
    const asked: string[] = [];
    end.answer = (request, response) => {
      asked.push(request.url ?? "");
      response.end();
    };
    for (const [id, command] of ["ping", "rekey", "get-connection-info"].entries())
      send(id + 1, { isOpen: true, isDataDone: true, http: http({ url: `/OctoEverywhere-command-api/${command}` }) });
    expect(JSON.parse(body(await ended(1)).toString())).toEqual({ Status: 200, Result: { Message: "Pong" } });
    expect(JSON.parse(body(await ended(2)).toString())).toMatchObject({ Status: 754 });
    expect(JSON.parse(body(await ended(3)).toString())).toMatchObject({ Status: 754 });
    expect(asked).toEqual([]);
  });
});
