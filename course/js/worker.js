// The service worker of a copy that a reader keeps on a device: it stores every file of one version of the course, and answers from
// there. It runs only where the reader has asked for it (offline.js). The build puts the version and the list of files before it.
const { version, files } = self.courseCopy, scope = self.registration.scope;
const mine = `course:${scope}:`, name = mine + version; // one origin may carry several courses

/** Fetches a file past the browser's own cache. A page may not be answered with what came by a redirect, so that is taken out. */
async function store(cache, file) {
  const answer = await fetch(scope + file, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  await cache.put(scope + file, answer.redirected ? new Response(answer.body, { headers: answer.headers }) : answer);
}

/** Keeps all of a version, or nothing of it. */
async function keepAll() {
  const cache = await caches.open(name);
  try {
    await Promise.all(files.map((file) => store(cache, file)));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  await self.skipWaiting();
}

async function dropOthers() {
  const old = (await caches.keys()).filter((other) => other.startsWith(mine) && other !== name);
  await Promise.all(old.map((other) => caches.delete(other)));
  await self.clients.claim();
}

/** The kept file, whatever is asked after a question mark; what is not kept is asked of the network. */
async function answered(request) {
  const place = request.url.split(/[?#]/)[0];
  for (const file of place.endsWith("/") ? [`${place}index.html`] : [place, `${place}.html`]) { // some hosts leave .html out
    const kept = await caches.match(file, { cacheName: name });
    if (kept) return kept;
  }
  return fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(scope)) event.respondWith(answered(event.request));
});
