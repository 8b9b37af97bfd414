// @ts-check
/** Talks wire.md. Every answer becomes one of a few outcomes; the rest of the page never sees a status code. */

/** What a reply means for a save. Pure. @param {number} status @param {any} body @param {string|null} retryAfter @returns {any} */
export function outcomeOf(status, body, retryAfter) {
  const code = (body && body.code) || '';
  if (status === 200 || status === 201) return { kind: 'ok', at: body.saved_at, body };
  if (status === 401) return { kind: 'signin' };
  if (status === 410) return { kind: 'closed' };
  if (status === 409 && code === 'taken_over') return { kind: 'taken' };
  if (status === 409) {
    const stored = body && body.stored ? body.stored : body;
    return { kind: 'conflict', stored: stored && typeof stored.seq === 'number' ? { value: stored.value === undefined ? null : stored.value, seq: stored.seq } : null };
  }
  if (status === 429 || status >= 500 || status === 408 || status === 0) {
    const seconds = Number(retryAfter);
    return { kind: 'retry', wait: seconds > 0 ? Math.min(seconds, 60) * 1000 : 0 };
  }
  return { kind: 'refused', code: code || String(status), status, detail: body && body.detail };
}

/**
 * @param {{base?: string, csrf: string, sitting: string, attempt: string, device: string, onReply?: (body: any, askedAt: number) => void}} facts
 */
export function createApi({ base = '/api/v1', csrf, sitting, attempt, device, onReply = () => {} }) {
  let token = csrf, epoch = 0, paper = attempt, etag = '', heardAt = performance.now();

  /** @param {string} method @param {string} path @param {any} [body] @param {number} [limit] @param {Record<string, string>} [more] headers */
  async function ask(method, path, body, limit = 12000, more = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), limit);
    const askedAt = performance.now();
    try {
      const reply = await fetch(base + path, {
        method, signal: stop.signal, credentials: 'same-origin', cache: 'no-store', redirect: 'error',
        keepalive: method !== 'GET' && document.visibilityState === 'hidden',
        headers: Object.assign({ Accept: 'application/json', 'X-CSRF-Token': token }, body === undefined ? {} : { 'Content-Type': 'application/json' }, more),
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      if (reply.status === 304) { heardAt = performance.now(); return { kind: 'same' }; }
      const data = await reply.json().catch(() => null);
      if (reply.ok && data) { heardAt = performance.now(); onReply(data, askedAt); }
      if (reply.ok && data && data.announcements) etag = reply.headers.get('ETag') || '';
      // A 200 that is not ours (a captive portal's page) proves nothing.
      return reply.ok && !data ? outcomeOf(0, null, null) : outcomeOf(reply.status, data, reply.headers.get('Retry-After'));
    } catch (_) {
      return outcomeOf(0, null, null);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Once more with a fresh token when the old one was refused (the session was renewed). */
  async function tell(/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body) {
    const first = await ask(method, path, body);
    if (first.kind !== 'refused' || first.status !== 400) return first;
    const who = await ask('GET', '/session');
    if (who.kind !== 'ok' || !who.body.csrf || who.body.csrf === token) return who.kind === 'signin' ? who : first;
    token = who.body.csrf;
    return ask(method, path, body);
  }

  return {
    /** @param {string} [preloaded] the hash of an encrypted paper this device has: the answer then holds its key instead of the items */
    async start(preloaded) {
      const got = await tell('POST', `/exams/${encodeURIComponent(sitting)}/attempts`, preloaded ? { device, preloaded } : { device });
      if (got.kind === 'ok') { epoch = got.body.epoch; paper = got.body.attempt; etag = ''; }
      return got;
    },
    /** The paper is on the screen; how slow that was is the server's to say. */
    displayed: () => tell('POST', `/attempts/${encodeURIComponent(paper)}/displayed`, {}),
    /** Where the attempt stands, without the answers; 'same' when nothing has changed since, unless the whole is wanted. @param {boolean} [whole] */
    look: (whole = false) => ask('GET', `/attempts/${encodeURIComponent(paper)}?part=standing&epoch=${epoch}&quiet_ms=${Math.round(performance.now() - heardAt)}`,
      undefined, 8000, etag && !whole ? { 'If-None-Match': etag } : {}),
    /** @param {any[]} signals */
    signals: (signals) => tell('POST', `/attempts/${encodeURIComponent(paper)}/signals`, { signals }),
    /** @param {string} item @param {any} value @param {number} seq */
    async save(item, value, seq) {
      const path = `/attempts/${encodeURIComponent(paper)}/answers/${encodeURIComponent(item)}`;
      const got = await tell('PUT', path, { value, seq, epoch });
      if (got.kind === 'ok' && (got.body.item !== item || got.body.seq !== seq)) return { kind: 'retry' };
      if (got.kind !== 'conflict' || got.stored) return got;
      const now = await ask('GET', `/attempts/${encodeURIComponent(paper)}`);
      return now.kind === 'ok' && now.body.answers[item] ? { kind: 'conflict', stored: now.body.answers[item] } : { kind: 'retry' };
    },
    handIn: () => tell('POST', `/attempts/${encodeURIComponent(paper)}/submit`, {}),
    /** @param {string} username @param {string} password */
    async signIn(username, password) {
      const got = await ask('POST', '/session', { username, password });
      if (got.kind === 'ok' && got.body.csrf) token = got.body.csrf;
      return got;
    },
    epoch: () => epoch,
    paper: () => paper,
    /** The saved paper of an offline reload: epoch is the last one known. @param {any} known */
    adopt(known) { epoch = known.epoch; paper = known.attempt; },
  };
}
