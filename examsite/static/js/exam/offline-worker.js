/* The exam page's shell for a reload without network. Scope /attempts/; classic script, so that Chromium 80 takes it.
   Pages: network first, the kept copy when there is none. Static files: kept copy only when the network fails. Never the API. */
const SHELL = 'exam-shell-v1';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((n) => n.startsWith('exam-shell-') && n !== SHELL).map((n) => caches.delete(n)))).then(() => self.clients.claim())));

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const page = event.request.mode === 'navigate' && /^\/attempts\/[^/]+\/$/.test(url.pathname);
  const asset = url.pathname.startsWith('/static/');
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || !(page || asset)) return;
  event.respondWith((async () => {
    const shell = await caches.open(SHELL);
    try {
      const reply = await fetch(event.request);
      if (reply.ok && !reply.redirected) await shell.put(event.request, reply.clone());
      return reply;
    } catch (problem) {
      const kept = await shell.match(event.request, { ignoreVary: true });
      if (kept) return kept;
      throw problem;
    }
  })());
});
