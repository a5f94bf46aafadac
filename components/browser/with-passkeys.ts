/** Says for the page's style whether the browser has passkeys, and whether this device knows its person by itself. */
async function say(): Promise<void> {
  const onDevice = await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable();
  const fillsIn = onDevice || (await PublicKeyCredential.isConditionalMediationAvailable?.());
  if (fillsIn) document.documentElement.dataset.passkeys = onDevice ? "device" : "";
}

/**
 * Passkeys, where a page has something to do with them (`data-passkey`) and they work. Web views of apps have them or
 * not, and some say so only by failing; what fails stays as it is without a script.
 */
export function withPasskeys(): void {
  if (typeof PublicKeyCredential === "undefined") return;
  const forms = document.querySelectorAll<HTMLFormElement>("form[data-passkey]");
  say()
    .then(() => (forms.length > 0 ? import("@/components/browser/passkeys") : undefined))
    .then((loaded) => loaded?.usePasskeys(forms))
    .catch(() => undefined);
}
