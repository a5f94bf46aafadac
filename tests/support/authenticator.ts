// For tests: an authenticator in software, which holds real keys and signs as real ones do (WebAuthn L3, 6).
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { NewPasskeyAnswer, PasskeyAnswer } from "@/lib/accounts/passkeys/read-passkey";

const FLAGS = { present: 0x01, verified: 0x04, backupEligible: 0x08, attested: 0x40 };

/** What an authenticator or the browser before it does that it should not, or need not. */
export type Habits = {
  origin: string;
  rpId: string;
  /** The person was verified, not only there. */
  verifies: boolean;
  backupEligible: boolean;
  /** The page was framed by another. */
  crossOrigin: boolean;
  /** The signature counter; undefined: it counts on by itself from 1. */
  counter: number | undefined;
  user: string;
  type: string;
};

const base64url = (bytes: Uint8Array | string) => Buffer.from(bytes as Uint8Array).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();

function coseKey(key: KeyObject): Uint8Array {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
  // ES256 on P-256 (RFC 9053, 2.1 and 7.1.1).
  return isoCBOR.encode(
    new Map<number, number | Uint8Array<ArrayBuffer>>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]),
  );
}

/** One key pair of an account, on one device. */
export class Authenticator {
  readonly id = base64url(randomBytes(16));
  readonly habits: Habits;
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  private uses = 0;

  constructor(habits: Pick<Habits, "origin" | "rpId"> & Partial<Habits>) {
    const usual = { verifies: true, backupEligible: false, crossOrigin: false, counter: undefined, user: "", type: "" };
    this.habits = { ...usual, ...habits };
  }

  private clientData(type: string, challenge: string, { origin, crossOrigin, ...habits }: Habits): string {
    return base64url(JSON.stringify({ type: habits.type || type, challenge, origin, crossOrigin }));
  }

  private data({ rpId, verifies, backupEligible, counter }: Habits, attested?: Uint8Array): Buffer {
    const flags =
      FLAGS.present |
      (verifies ? FLAGS.verified : 0) |
      (backupEligible ? FLAGS.backupEligible : 0) |
      (attested ? FLAGS.attested : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter ?? ++this.uses);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)]);
  }

  /** Makes the passkey that was asked for. @param change for this one answer */
  create(asked: { challenge: string; user: { id: string } }, change: Partial<Habits> = {}): NewPasskeyAnswer {
    const habits = { ...this.habits, ...change };
    this.habits.user = asked.user.id;
    const id = Buffer.from(this.id, "base64url");
    const length = Buffer.from([id.length >> 8, id.length & 255]);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(this.keys.publicKey)]);
    const attestation = isoCBOR.encode(
      new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", new Uint8Array(this.data(habits, attested))],
      ]) as Parameters<typeof isoCBOR.encode>[0],
    );
    const clientData = this.clientData("webauthn.create", asked.challenge, habits);
    return { id: this.id, clientData, attestation: base64url(attestation), transports: "internal hybrid" };
  }

  /** Signs what was asked for. @param change for this one answer */
  get(asked: { challenge: string }, change: Partial<Habits> = {}): PasskeyAnswer {
    const habits = { ...this.habits, ...change };
    const clientData = this.clientData("webauthn.get", asked.challenge, habits);
    const data = this.data(habits);
    const signed = Buffer.concat([data, sha256(Buffer.from(clientData, "base64url"))]);
    const signature = base64url(sign("sha256", signed, this.keys.privateKey));
    return { id: this.id, clientData, authenticator: base64url(data), signature, user: habits.user };
  }
}
