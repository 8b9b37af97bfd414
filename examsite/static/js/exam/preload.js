// @ts-check
/** The paper ahead of time: kept encrypted on this device while waiting, opened with the key the start gives. No DOM here. */

/** @typedef {{hash: string, nonce: string, sealed: string}} Sealed */

const place = (/** @type {string} */ sitting) => `sealed:${sitting}`;

/** @param {string} text base 64 */
export const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

/** The encrypted paper of a sitting that this device has, or null. @param {Storage|null} storage @param {string} sitting @returns {Sealed|null} */
export function sealedOf(storage, sitting) {
  if (!storage) return null;
  try {
    const kept = JSON.parse(storage.getItem(place(sitting)) || 'null');
    return kept && kept.hash && kept.nonce && kept.sealed ? kept : null;
  } catch (_) {
    return null;
  }
}

/** @param {Storage|null} storage @param {string} sitting @param {Sealed} sealed */
export function keepSealed(storage, sitting, sealed) {
  if (!storage) return false;
  try { storage.setItem(place(sitting), JSON.stringify(sealed)); return true; } catch (_) { return false; }
}

/** @param {Storage|null} storage @param {string} sitting */
export function dropSealed(storage, sitting) {
  if (storage) storage.removeItem(place(sitting));
}

/** The items of a paper; rejects when key and paper do not belong together. @param {SubtleCrypto} subtle @param {Sealed} sealed @param {string} key base 64 */
export async function unseal(subtle, sealed, key) {
  const opened = await subtle.importKey('raw', bytes(key), 'AES-GCM', false, ['decrypt']);
  const how = { name: 'AES-GCM', iv: bytes(sealed.nonce), additionalData: new TextEncoder().encode(sealed.hash) };
  return JSON.parse(new TextDecoder().decode(await subtle.decrypt(how, opened, bytes(sealed.sealed))));
}

/** What starting needs of it: the encrypted paper that waits, or null, and how to open it; opened, it leaves the device. @param {Storage|null} storage @param {string} sitting */
export function waiting(storage, sitting) {
  const sealed = window.crypto.subtle ? sealedOf(storage, sitting) : null;
  return {
    sealed,
    async unseal(/** @type {string} */ key) {
      const items = await unseal(window.crypto.subtle, /** @type {Sealed} */ (sealed), key);
      dropSealed(storage, sitting);
      return items;
    },
  };
}
