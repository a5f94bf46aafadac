import { createJourney } from "@/lib/journey/journey-store";
import { answerUnlinked } from "@/lib/printers/agents/answer-unlinked";
import { answerVerify } from "@/lib/printers/agents/answer-verify";
import type { SetupPlace } from "@/lib/printers/setup/setup-token-store";
import { call, HOME } from "@/lib/printers/test-linking";
import { randomString, randomToken } from "@/lib/random";
import { someAccount } from "@/tests/support/world";

/** For tests: an id as agents make one at each start. */
export const newDeviceId = () => randomString("0123456789abcdef", 32);

/** For tests: an account with an open page. */
export async function somePage(): Promise<SetupPlace> {
  const { id: userId } = await someAccount();
  return { journeyId: await createJourney(randomToken(43), { goal: "printer", userId }), userId };
}

/** For tests: an agent presents a code. */
export const verify = (code: string, address = HOME) =>
  answerVerify({ ...call("", address), query: new URLSearchParams({ code }) });

/** For tests: what Klipper's agent says while it has no token. */
export const klipperBody = (deviceId: string, more: object = {}) => ({
  device_id: deviceId,
  hostname: "voron-pi",
  host_or_ip: "192.168.1.21",
  port: 80,
  os: "linux",
  arch: "aarch64",
  rpi_model: "Raspberry Pi 4",
  plugin_version: "2.1.4",
  agent: "moonraker_obico",
  one_time_passcode: "",
  ...more,
});

export type UnlinkedAnswer = {
  messages: unknown[];
  one_time_passcode: string;
  one_time_passlink: string;
  verification_code: string;
};

/** For tests: it asks. */
export const poll = (deviceId: string, more: object = {}, address = HOME) => {
  const said = Buffer.from(JSON.stringify(klipperBody(deviceId, more)));
  const { status, body } = answerUnlinked(said, address);
  return Promise.resolve({ status, body: body as UnlinkedAnswer });
};

/** For tests: the token that an agent was given. */
export const tokenOf = ({ body }: { body: unknown }) =>
  (body as { printer: { auth_token: string } }).printer.auth_token;
