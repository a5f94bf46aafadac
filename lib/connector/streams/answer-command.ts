import type { StreamEnd, StreamWork } from "@/lib/connector/streams/serve-stream";

const PREFIX = /^\/octoeverywhere-command-api\//i;

/** Whether an address names a command of this program, which never goes to the printer's web server (protocol notes, 4.7). */
export const isCommand = (url: string): boolean => PREFIX.test(url);

const answerTo = (command: string): object => {
  if (/^ping\b/i.test(command)) return { Status: 200, Result: { Message: "Pong" } };
  return { Status: 754, Error: "This connector does not know this command." };
};

/** Answers a command: always with status 200, and the command's own status in the JSON. */
export function answerCommand(url: string, end: StreamEnd): StreamWork {
  const data = Buffer.from(JSON.stringify(answerTo(url.replace(PREFIX, ""))));
  const answer = () =>
    end.close({ statusCode: 200, fullSize: data.length, data, http: { headers: [["Content-Type", "text/json"], ["Content-Length", String(data.length)]] }, isClose: true, isDataDone: true, controlOnly: false });
  return {
    take: (_bytes, frame, flushed) => {
      flushed();
      if (frame.isDataDone) answer();
    },
    stop: () => undefined,
  };
}
