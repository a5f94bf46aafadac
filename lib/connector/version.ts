/** What the connector calls itself in handshakes and on its own pages. */
export const CONNECTOR_VERSION = "1.0.0";
