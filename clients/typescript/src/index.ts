export { readCompletion, type Completion, type FailureReason } from "./completion.js";
export type { Connection } from "./connection.js";
export { ConnectionError, type ErrorCode } from "./errors.js";
export type { Handshake, SocketMaker } from "./open-web-socket.js";
export { challengeOf, newPkce, newState, type FillRandom, type Pkce } from "./pkce.js";
export { Portal, type Fetch, type GadgetStatus, type PrinterInfo } from "./portal.js";
export { authorizationOf, Relay, type RelayOptions } from "./relay.js";
export { startUrl, type StartParameters } from "./start-url.js";
