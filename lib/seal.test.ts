import { expect, it } from "vitest";
import { overrideEnv, env } from "@/lib/env";
import { seal, unseal } from "@/lib/seal";

it("a sealed secret opens for its purpose and owner only, with the same secret, and never looks the same twice", () => {
  const { authSecret } = env();
  const sealed = seal("second factor", "robin", "JBSWY3DPEHPK3PXP");
  expect(sealed).not.toContain("JBSW");
  expect(seal("second factor", "robin", "JBSWY3DPEHPK3PXP")).not.toBe(sealed);
  expect(unseal("second factor", "robin", sealed)).toBe("JBSWY3DPEHPK3PXP");
  expect(unseal("webhook", "robin", sealed)).toBeUndefined();
  expect(unseal("second factor", "kim", sealed)).toBeUndefined();
  for (const broken of ["", "AAAA", `${sealed.slice(0, -4)}AAAA`, sealed.slice(0, 20)])
    expect(unseal("second factor", "robin", broken)).toBeUndefined();
  overrideEnv({ authSecret: "another secret of at least 32 characters" });
  expect(unseal("second factor", "robin", sealed)).toBeUndefined();
  overrideEnv({ authSecret });
});
