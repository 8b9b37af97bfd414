// @ts-check
/** Before signing out: the papers leave this device; a draft the server has not acknowledged stays. */

/** @param {Pick<Storage, 'length'|'key'|'getItem'|'removeItem'>} storage */
export function forget(storage) {
  const keys = [];
  for (let n = 0; n < storage.length; n++) keys.push(String(storage.key(n)));
  for (const key of keys.filter((k) => k.startsWith('exam:'))) {
    let draft = null;
    try { draft = JSON.parse(storage.getItem(key) || 'null'); } catch (_) { draft = null; }
    if (!(key.includes(':item:') && draft && draft.seq > draft.acked)) storage.removeItem(key);
  }
}

/** @param {any} node */
export function signOut(node) {
  node.addEventListener('submit', () => { if ('caches' in window) window.caches.delete('exam-shell-v1').catch(() => {}); try { forget(window.localStorage); } catch (_) { /* storage forbidden: nothing was kept */ } });
}
