/* The book without network. Scope /handbook/; classic script, so that Chromium 80 takes it.
   It keeps nothing by itself: the page fills the cache when a reader asks for it. Pages: network first, the kept copy of
   the same chapter when there is none. Static files: the kept copy when the network fails. Nothing else is touched. */
const PREFIX = 'book-';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

const kept = async (address) => {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const found = await (await caches.open(name)).match(address, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
};

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const page = event.request.mode === 'navigate' && /^\/handbook\/[\w-]*\/?[\w-]*$/.test(url.pathname);
  const asset = url.pathname.startsWith('/static/');
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || !(page || asset)) return;
  event.respondWith((async () => {
    try {
      return await fetch(event.request);
    } catch (problem) {
      const path = url.pathname.startsWith('/handbook/offline/') ? url.pathname : url.pathname.replace('/handbook/', '/handbook/offline/');
      const found = asset ? await kept(event.request.url) : await kept(path) || await kept('/handbook/offline/');
      if (found) return found;
      throw problem;
    }
  })());
});
