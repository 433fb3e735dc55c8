/* Keeps the last seen pages readable without a network. Served at /sw.js behind a line that sets `own`: the version,
   what to keep from the start, and the sentence that dates a kept page in each language. */
importScripts(own.sender);
const SHELL = "shell-" + own.version;
const PAGES = "pages-1";
const MOST = 40;
const PATIENCE = 6000; /* a kept page beats a white one on a signal that only pretends */
const BARRED = /^\/(?:api|dang-nhap|desk|h|healthz|m|metrics|readyz|toi|zalo)(?:\/|$)/;

self.addEventListener("install", event => {
  event.waitUntil(caches.open(SHELL).then(shell => shell.addAll(own.shell)).then(() => self.skipWaiting()));
});

/* Names of static files hold their content and old names stay answered, so a new version may take over at once. */
self.addEventListener("activate", event => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter(name => name !== SHELL && name !== PAGES).map(name => caches.delete(name)));
    if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", event => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request, url));
  else if (request.mode === "navigate" && !BARRED.test(url.pathname)) event.respondWith(page(event));
  else if (url.pathname === own.offline) event.respondWith(fetch(request).catch(() => caches.match(own.offline)));
});

self.addEventListener("sync", event => {
  if (event.tag === "forms") event.waitUntil(self.sendWaiting());
});

/* A page kept by an older version names older files: the present one of the same name serves it. */
async function asset(request, url) {
  const shell = await caches.open(SHELL);
  const found = await shell.match(request.url, { ignoreVary: true });
  if (found) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok && own.shell.length) await shell.put(request.url, answer.clone());
    return answer;
  } catch (lost) {
    const name = url.pathname.replace(/^\/static\/[^/]+/, "");
    const other = (await shell.keys()).find(key => new URL(key.url).pathname.endsWith(name));
    return other ? shell.match(other, { ignoreVary: true }) : Response.error();
  }
}

async function page(event) {
  const asked = ask(event);
  const kept = await copy(event.request);
  try {
    return await (kept ? Promise.race([asked, late(kept)]) : asked);
  } catch (lost) {
    return kept || caches.match(own.offline, { ignoreVary: true });
  }
}

function late(kept) {
  return new Promise(done => setTimeout(done, PATIENCE, kept));
}

async function ask(event) {
  const answer = await event.preloadResponse || await fetch(event.request);
  if (isKeepable(answer)) event.waitUntil(keep(event.request.url, answer.clone()));
  return answer;
}

/* Only what is the same for everybody: personal answers say no-store. */
function isKeepable(answer) {
  const says = name => answer.headers.get(name) || "";
  return answer.status === 200 && answer.type === "basic" && !answer.redirected
    && says("Content-Type").startsWith("text/html") && !/no-store|private/.test(says("Cache-Control"));
}

async function keep(url, answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", String(Date.now()));
  const pages = await caches.open(PAGES);
  await pages.delete(url, { ignoreVary: true }); /* so that the last seen stands last */
  await pages.put(url, new Response(await answer.blob(), { headers }));
  const keys = await pages.keys();
  await Promise.all(keys.slice(0, -MOST).map(key => pages.delete(key, { ignoreVary: true })));
}

/* The kept page, with a line that says of when it is. */
async function copy(request) {
  const found = await (await caches.open(PAGES)).match(request.url, { ignoreVary: true });
  if (!found) return undefined;
  const text = await found.text();
  const at = new Date(Number(found.headers.get("X-Kept-At")));
  const two = number => String(number).padStart(2, "0");
  const time = `${two(at.getHours())}:${two(at.getMinutes())} ${two(at.getDate())}/${two(at.getMonth() + 1)}`;
  const language = (/<html[^>]* lang="(\w+)/.exec(text) || [])[1];
  const line = (own.line[language] || own.line.vi).replace("{time}", time);
  return new Response(text.replace(/<main[^>]*>/, main => main + line), { headers: found.headers });
}
