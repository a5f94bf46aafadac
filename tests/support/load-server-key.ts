import { loadServerKey } from "@/lib/gateway/handshake/server-key";

// For tests: a server of its own that asks for the printers' key, and says which it got.
process.send?.((await loadServerKey()).publicKeyPem);
process.exit(0);
