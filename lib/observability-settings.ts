import { isIP } from "node:net";
import { z } from "zod";

/** An address and port to listen on. */
export type ListenPlace = { host: string; port: number };

function readPlace(text: string): ListenPlace | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain ?? "";
  const port = Number(digits);
  return isIP(host) !== 0 && port >= 1 && port <= 65535 ? { host, port } : undefined;
}

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** Settings of what operators watch. */
export const OBSERVABILITY_FIELDS = {
  METRICS_LISTEN: z
    .string()
    .transform((text, context) => {
      const place = readPlace(text);
      if (place) return place;
      context.addIssue("must be an address of this machine and a port, such as 127.0.0.1:9464 or [::1]:9464");
      return z.NEVER;
    })
    .optional(),
  LOG_LEVEL: z.enum(LEVELS, `must be one of ${LEVELS.join(", ")}`).default("info"),
  LOG_FORMAT: z.enum(["json", "text"], "must be json or text").default("json"),
};

/** What is made of them. @property metricsListen undefined: there are no metrics */
export type ObservabilitySettings = {
  metricsListen: ListenPlace | undefined;
  logLevel: (typeof LEVELS)[number];
  logFormat: "json" | "text";
};

/** @param settings as {@link OBSERVABILITY_FIELDS} read them */
export const observabilitySettings = (settings: {
  METRICS_LISTEN?: ListenPlace | undefined;
  LOG_LEVEL: ObservabilitySettings["logLevel"];
  LOG_FORMAT: ObservabilitySettings["logFormat"];
}): ObservabilitySettings => ({
  metricsListen: settings.METRICS_LISTEN,
  logLevel: settings.LOG_LEVEL,
  logFormat: settings.LOG_FORMAT,
});
