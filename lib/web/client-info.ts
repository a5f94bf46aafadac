import type { ClientInfo } from "@/lib/accounts/account-store";
import { deviceName } from "@/lib/web/device-name";
import { requestAddress } from "@/lib/web/request-address";

/** Where a request came from, for sessions, limits and records. */
export function clientInfo(headers: Headers): ClientInfo {
  return { address: requestAddress(headers), device: deviceName(headers.get("user-agent")) };
}
