// @ts-check
/** 「存到本机」: fills the book's cache with pages that hold nothing personal, and says how far it is. */
import { el, fill } from '../el.js';

const PREFIX = 'book-', AT_ONCE = 3;

/** Addresses of the static files a kept page needs. @param {string} html @returns {string[]} */
export function assetsOf(html) {
  return Array.from(new Set(Array.from(html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)).map((found) => found[1].replace(/&amp;/g, '&'))));
}

/** @param {any} node @param {any} w */
export function keepBook(node, w) {
  if (!('serviceWorker' in navigator) || !('caches' in window)) { node.textContent = w('keep_insecure'); return; }
  const button = el('button', { type: 'button', class: 'btn-linkish', on: { click: keep } }), told = el('span', { class: 'small muted ms-2', role: 'status' });
  fill(node, button, told);
  node.hidden = false;
  const worker = node.dataset.worker, list = node.dataset.list;

  const names = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  async function show() {
    const has = (await names()).length > 0;
    button.textContent = w(has ? 'keep_again' : 'keep');
    if (has) told.textContent = w('kept');
  }

  async function keep() {
    button.disabled = true;
    try {
      await navigator.serviceWorker.register(worker, { scope: '/handbook/' });
      const wanted = await (await fetch(list)).json();
      const cache = await caches.open(`${PREFIX}${wanted.version}`);
      let done = 0;
      /** @type {Set<string>} */ const assets = new Set(['/static/js/behaviours/terms.js', '/static/js/behaviours/wide-tables.js']);
      const queue = wanted.pages.slice();
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (let address = queue.shift(); address; address = queue.shift()) {
          const reply = await fetch(address);
          if (!reply.ok) throw new Error(address);
          assetsOf(await reply.clone().text()).forEach((one) => assets.add(one));
          await cache.put(address, reply);
          done += 1;
          told.textContent = w('keeping', { n: done, all: wanted.pages.length });
        }
      }));
      await cache.addAll(Array.from(assets));
      for (const name of await names()) if (name !== `${PREFIX}${wanted.version}`) await caches.delete(name);
      await show();
    } catch (problem) {
      told.textContent = w('keep_failed');
    }
    button.disabled = false;
  }
  show();
}
