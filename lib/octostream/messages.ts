/** A header or property: name and value. */
export type Pair = readonly [name: string, value: string];

/**
 * First message of a printer. Absent fields are undefined; enum fields are numbers, since later plugins send new ones.
 */
export type HandshakeRequest = {
  type: "HandshakeRequest";
  printerId: string | undefined;
  isPrimary: boolean;
  pluginVersion: string | undefined;
  lanIp: string | undefined;
  lanHttpPort: number;
  legacyKey: string | undefined;
  rsaChallenge: Uint8Array | undefined;
  rsaKeyVersion: number;
  webcamFlipH: boolean;
  webcamFlipV: boolean;
  webcamRotate90: boolean;
  privateKey: string | undefined;
  summonKind: number;
  hostPlatform: number;
  isCompanion: boolean;
  deviceOs: number;
  receiveCompression: number;
  deviceId: string | undefined;
  isContainer: boolean;
  properties: Pair[] | undefined;
};

/** The service's answer to it. */
export type HandshakeReply = {
  type: "HandshakeReply";
  accepted: boolean;
  connectedAccounts: string[] | undefined;
  error: string | undefined;
  backoffSeconds: number;
  requiresPluginUpdate: boolean;
  octoKey: string | undefined;
  rsaChallengeResult: string | undefined;
  requiresRekey: boolean;
};

/** What an opening frame asks the printer's end to do; in answers only `headers` is filled. */
export type HttpContext = {
  url: string | undefined;
  urlKind: number;
  method: string | undefined;
  publicHost: string | undefined;
  headers: Pair[] | undefined;
  useLocalAuth: number;
  clientIp: string | undefined;
};

/** A piece of an HTTP exchange or a relayed WebSocket. Sizes are bytes; -1 is "not known". */
export type StreamFrame = {
  type: "StreamFrame";
  streamId: number;
  isOpen: boolean;
  isClose: boolean;
  isDataDone: boolean;
  controlOnly: boolean;
  fullSize: number;
  data: Uint8Array | undefined;
  compression: number;
  originalSize: number;
  http: HttpContext | undefined;
  isWebsocket: boolean;
  statusCode: number;
  wsKind: number;
  priority: number;
  connectFailed: boolean;
  bodyReadPeakMs: number;
  socketSendPeakMs: number;
  multipartPerSecond: number;
};

/** A message box on the printer's own screen. */
export type UiPopup = {
  type: "UiPopup";
  title: string | undefined;
  text: string | undefined;
  style: number;
  actionText: string | undefined;
  actionLink: string | undefined;
  showSeconds: number;
  onlyThroughRelay: boolean;
};

/** Known so that it can be recognised and ignored; we never send one. */
export type Summon = { type: "Summon"; connectUrl: string | undefined; kind: number };

export type Message = HandshakeRequest | HandshakeReply | StreamFrame | UiPopup | Summon;

type Input<T extends { type: string }> = { type: T["type"] } & Partial<Omit<T, "type" | "http">>;

/**
 * What can be sent: only the fields that differ from the schema's defaults need to be given. A Summon is not among
 * them.
 */
export type Outgoing =
  | Input<HandshakeRequest>
  | Input<HandshakeReply>
  | (Input<StreamFrame> & { http?: Partial<HttpContext> | undefined })
  | Input<UiPopup>;

export type OutgoingFrame = Extract<Outgoing, { type: "StreamFrame" }>;

/** Why a message was refused. `unknown_type` may be ignored; everything else is a reason to end the connection. */
export type MessageError =
  | "too_short"
  | "length_differs"
  | "unknown_type"
  | "bad_structure"
  | "too_many_entries"
  | "too_much_text"
  | "not_utf8"
  | "number_too_large";
