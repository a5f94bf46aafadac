import { isIP } from "node:net";

/** As Node's resolver takes them: `9.9.9.9`, `9.9.9.9:5353`, `2620:fe::fe`, `[2620:fe::fe]:5353`. */
export const isNameServer = (text: string): boolean => {
  const [, address = text, port = "53"] =
    /^(\d+\.\d+\.\d+\.\d+):(\d{1,5})$/.exec(text) ?? /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? [];
  return isIP(address) !== 0 && Number(port) > 0 && Number(port) < 65_536;
};
