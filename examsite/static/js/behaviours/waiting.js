// @ts-check
/** The waiting room: tries this machine, fetches the encrypted paper, and notices within seconds when the exam may begin. */
import { browserStorage } from '../exam/drafts.js';
import { keepSealed, sealedOf } from '../exam/preload.js';

const POLL = 4500, TRIPS = 3;

/** Whether IndexedDB or, failing that, local storage gives back what was put into it. @param {Storage|null} storage @returns {Promise<boolean>} */
function storageWorks(storage) {
  return new Promise((done) => {
    try {
      const opening = indexedDB.open('exam-probe', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('probe');
      opening.onerror = () => done(storage !== null);
      opening.onsuccess = () => {
        const base = opening.result, probe = base.transaction('probe', 'readwrite');
        probe.objectStore('probe').put('kept', '1');
        const read = probe.objectStore('probe').get('1');
        probe.oncomplete = () => { base.close(); indexedDB.deleteDatabase('exam-probe'); done(read.result === 'kept' || storage !== null); };
        probe.onabort = () => { base.close(); done(storage !== null); };
      };
    } catch (_) {
      done(storage !== null);
    }
  });
}

/** What the exam page needs of a browser, tried rather than guessed from its name. */
function browserWorks() {
  return typeof AbortController === 'function' && typeof Object.fromEntries === 'function' && 'noModule' in document.createElement('script');
}

/** @param {any} node */
export function waiting(node) {
  const storage = browserStorage();
  let etag = '', opens = '';

  /** @param {string} name @param {boolean} good @param {number} [n] */
  function tell(name, good, n) {
    const line = node.querySelector(`[data-check="${name}"]`);
    line.className = good ? 'ok' : 'warn';
    line.textContent = (good ? line.dataset.good : line.dataset.bad).replace('{n}', String(n));
  }

  async function ask() {
    const reply = await fetch(node.dataset.gateUrl, { credentials: 'same-origin', cache: 'no-store', headers: Object.assign({ Accept: 'application/json' }, etag ? { 'If-None-Match': etag } : {}) });
    if (reply.status === 304) return null;
    if (!reply.ok) throw new Error(String(reply.status));
    etag = reply.headers.get('ETag') || '';
    return reply.json();
  }

  /** @param {any} told */
  function learn(told) {
    if (!told) return;
    const said = node.querySelector('[data-part="said"]');
    said.textContent = '';
    for (const one of told.announcements) {
      const line = document.createElement('p');
      line.textContent = one.text;
      said.appendChild(line);
    }
    const moved = opens && told.opens_at !== opens;
    opens = told.opens_at;
    if (moved || told.gate !== node.dataset.gate) location.reload();
  }

  async function network() {
    const times = [];
    try {
      for (let n = 0; n < TRIPS; n++) {
        const from = performance.now();
        learn(await ask());
        times.push(performance.now() - from);
      }
      tell('network', true, Math.round(times.sort((a, b) => a - b)[1]));
    } catch (_) {
      tell('network', false);
    }
  }

  async function paper() {
    const kept = sealedOf(storage, node.dataset.sitting);
    try {
      const reply = await fetch(node.dataset.paperUrl, { credentials: 'same-origin', headers: Object.assign({ Accept: 'application/json' }, kept ? { 'If-None-Match': `"${kept.hash}"` } : {}) });
      if (reply.status === 304) { tell('paper', true); return; }
      if (!reply.ok || !crypto.subtle) throw new Error(String(reply.status));
      tell('paper', keepSealed(storage, node.dataset.sitting, await reply.json()));
    } catch (_) {
      tell('paper', false);
    }
  }

  tell('floor', browserWorks());
  tell('secure', window.isSecureContext);
  storageWorks(storage).then((works) => tell('storage', works));
  network().then(paper);
  const timer = setInterval(() => {
    if (!document.contains(node)) { clearInterval(timer); return; }
    ask().then(learn).then(() => node.querySelector('[data-check="network"]').className === 'warn' && network(), () => tell('network', false));
  }, POLL);
}
