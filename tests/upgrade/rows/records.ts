import type { Rows } from "../upgrade-steps";
import { at, hex } from "./times";

const KINDS = [
  ...["signed_in", "signed_out", "code_failed", "password_failed", "consented", "denied", "minted", "superseded"],
  ...["revoked", "replaced", "expired", "ended_with_printer", "printer_added", "printer_renamed", "printer_removed"],
  ...["key_made", "key_failed", "key_revoked", "key_left", "perks_granted", "perks_renewed", "perks_revoked"],
  ...["perks_paused", "perks_back", "payment_failed", "subscription_cancelled", "subscription_kept"],
  ...["subscription_ended", "outside_joined", "outside_parted", "limit_hit", "first_step", "second_factor_failed"],
  ...["second_factor_on", "second_factor_off", "recovery_key_used", "recovery_keys_made", "password_changed"],
  ...["email_changed", "signed_out_elsewhere", "data_downloaded", "account_deleted"],
];

const ENTRY = {
  userId: "user-1",
  appId: null,
  printerRowId: null,
  connectionId: null,
  address: null,
  detail: null,
  times: 1,
  windowKey: null,
};

const MAIL = { sealed: "v1.sealed", createdAt: at(720), expiresAt: at(730), nextAttemptAt: at(721), attempts: 2 };

/** What is recorded, counted, agreed on and to be sent. */
export const RECORDS: Rows = {
  AuditEntry: [
    ...KINDS.map((kind, index) => ({ ...ENTRY, id: `entry-${kind}`, at: at(500 + index), kind })),
    {
      ...ENTRY,
      id: "entry-full",
      at: at(600),
      kind: "minted",
      appId: "app-1",
      printerRowId: "printer-1",
      connectionId: "used-basic",
      address: "203.0.113.7",
      detail: "google",
      times: 3,
      windowKey: hex("window"),
    },
    // A record outlives what it is about.
    {
      ...ENTRY,
      id: "entry-gone",
      at: at(601),
      kind: "revoked",
      userId: "user-gone",
      appId: "app-gone",
      printerRowId: "printer-gone",
      connectionId: "connection-gone",
    },
  ],
  RateLimit: [
    { key: "codesPerAddress:203.0.113.7", points: 3, expire: at(700) },
    { key: "blocked:203.0.113.8", points: 1, expire: null },
  ],
  ServerSecret: [
    { name: "auth-secret", fingerprint: hex("auth"), sealed: null, createdAt: at(0) },
    { name: "printer-key", fingerprint: hex("printer"), sealed: "v1.sealed", createdAt: at(0) },
  ],
  AccessLease: [{ id: "server-1", beat: 7, seen: 3 }],
  QueuedMail: [
    { ...MAIL, id: "mail-1", kind: "sign-in code", codeId: "sign_in-journey-2" },
    { ...MAIL, id: "mail-2", kind: "notice", codeId: null },
  ],
};
