// @ts-check
/** The browser's own events: going away, coming back, losing the network, a second tab; and the shell kept for offline. */

const SHELL = 'exam-shell-v1';

/** @param {{queue: any, session: any, key: string, tab: string, ready: () => boolean}} page */
export function listen({ queue, session, key, tab, ready }) {
  document.addEventListener('visibilitychange', () => {
    queue.flush();
    if (document.visibilityState === 'visible' && ready() && !session.over()) session.look();
  });
  window.addEventListener('online', () => { if (ready()) queue.flush(); });
  window.addEventListener('pagehide', () => queue.flush());
  window.addEventListener('beforeunload', (event) => {
    if (session.over() || !queue.unsaved().length) return;
    event.preventDefault();
    event.returnValue = '';
  });
  window.addEventListener('storage', (event) => {
    if (event.key === key && event.newValue && event.newValue !== JSON.stringify(tab)) session.end('other_tab', null);
  });
}

/** A service worker exists only on HTTPS or localhost; without it everything but a reload while offline works. @param {string|undefined} url */
export function keepShell(url) {
  if (url && 'serviceWorker' in navigator) navigator.serviceWorker.register(url, { scope: '/attempts/' }).then(keepAll).catch(() => {});
}

/** This page was here before its worker: what it is made of is kept now, so that even the first reload needs no network. */
async function keepAll() {
  const used = performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => new URL(name).pathname.startsWith('/static/'));
  const shell = await window.caches.open(SHELL);
  await shell.addAll([location.href].concat(Array.from(new Set(used))));
}

export function forgetShell() {
  if ('caches' in window) window.caches.delete(SHELL).catch(() => {});
}
