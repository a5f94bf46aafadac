import type { Browser } from "@/lib/accounts/account-store";
import { deviceName } from "@/lib/http/device-name";
import { requestAddress } from "@/lib/http/request-address";

/** Where a request came from, for sessions, limits and records. */
export function requestBrowser(headers: Headers): Browser {
  return { address: requestAddress(headers), device: deviceName(headers.get("user-agent")) };
}
