// @ts-check
/** What the page notices of itself, for people to judge: left, returned, pasted (lengths only). In small batches. Pure. */

/** Short moments (a notification, an input method's window) are nothing. */
export const BRIEF = 2000;
const BATCH = 50, KEPT = 200, EVERY = 5000;

/** @param {{now: () => number, send: (signals: any[]) => Promise<{kind: string}>}} tools */
export function createSignals({ now, send }) {
  /** @type {{kind: string, amount: number, client_ms: number}[]} */ let waiting = [];
  /** @type {number|null} */ let leftAt = null;
  let told = false, flying = false, sentAt = now();

  /** @param {string} kind @param {number} amount */
  function push(kind, amount) {
    if (waiting.length < KEPT) waiting.push({ kind, amount: Math.min(amount, 86400), client_ms: Math.round(now()) });
  }

  async function flush() {
    if (flying || !waiting.length) return;
    flying = true;
    sentAt = now();
    const batch = waiting.slice(0, BATCH);
    const got = await send(batch).catch(() => ({ kind: 'retry' }));
    if (got.kind !== 'retry' && got.kind !== 'signin') waiting = waiting.slice(batch.length);
    flying = false;
  }

  function notice() {
    if (leftAt === null || told || now() - leftAt < BRIEF) return;
    told = true;
    push('focus_lost', 0);
    flush();
  }

  return {
    leave() { if (leftAt === null) { leftAt = now(); told = false; } },
    back() {
      if (leftAt === null) return;
      notice();
      if (told) push('focus_returned', Math.round((now() - leftAt) / 1000));
      leftAt = null;
    },
    /** @param {number} length characters, never what they were */
    paste(length) { push('paste', length); },
    /** Called about once a second. */
    tick() {
      notice();
      if (now() - sentAt >= EVERY) flush();
    },
    flush,
    waiting: () => waiting.length,
  };
}
