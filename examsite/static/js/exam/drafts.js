// @ts-check
/** Drafts on this device: written before anything is sent, each with its own acknowledged mark. Pure over a Storage. */

/**
 * @typedef {{value: any, seq: number, acked: number, at: string|null, sent: Record<string, string>}} Draft
 */

/**
 * @param {Pick<Storage, 'getItem'|'setItem'|'removeItem'|'key'|'length'>|null} storage
 * @param {string} attempt
 */
export function createDrafts(storage, attempt) {
  const prefix = `exam:${attempt}:`;
  let healthy = storage !== null;

  /** @param {string} name */
  function read(name) {
    if (!storage) return null;
    try { return JSON.parse(storage.getItem(prefix + name) || 'null'); } catch (_) { return null; }
  }
  /** @param {string} name @param {any} data */
  function write(name, data) {
    if (!storage) return false;
    try { storage.setItem(prefix + name, JSON.stringify(data)); healthy = true; } catch (_) { healthy = false; }
    return healthy;
  }
  function names() {
    const found = [];
    if (storage) for (let n = 0; n < storage.length; n++) {
      const key = storage.key(n);
      if (key && key.startsWith(prefix)) found.push(key.slice(prefix.length));
    }
    return found;
  }
  return {
    /** False when the device has no room or forbids storage: the page then says not to close it. */
    healthy: () => healthy,
    load: (/** @type {string} */ item) => /** @type {Draft|null} */ (read(`item:${item}`)),
    save: (/** @type {string} */ item, /** @type {Draft} */ draft) => write(`item:${item}`, draft),
    items: () => names().filter((n) => n.startsWith('item:')).map((n) => n.slice(5)),
    note: (/** @type {string} */ name, /** @type {any} */ data) => write(`note:${name}`, data),
    noted: (/** @type {string} */ name) => read(`note:${name}`),
    /** Everything of this attempt leaves the device: after hand-in. */
    wipe() { if (storage) names().forEach((n) => storage.removeItem(prefix + n)); },
  };
}

/** The browser's own storage, or null where it is forbidden (some private modes throw on touch). */
export function browserStorage() {
  try {
    const probe = 'exam:probe';
    window.localStorage.setItem(probe, '1');
    window.localStorage.removeItem(probe);
    return window.localStorage;
  } catch (_) {
    return null;
  }
}

/** This browser's name for itself, so that a reload is not "another device". @param {Storage|null} storage */
export function deviceId(storage) {
  const bytes = new Uint8Array(12);
  window.crypto.getRandomValues(bytes);
  const fresh = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  if (!storage) return fresh;
  try {
    const known = storage.getItem('exam-device');
    if (known) return known;
    storage.setItem('exam-device', fresh);
  } catch (_) { /* a full storage: the name lasts as long as the page */ }
  return fresh;
}
