/* The service worker of the scanner. The server writes VERSION, FILES and SHELLS before these lines
   (delegations/gates/scanner/views_public.py).

   Page and modules of one version are kept together and served together: what is new comes in whole, once the page
   lets it. */
/* global VERSION, FILES, SHELLS, FLAGS, FLAG_FILES */
const CACHE = `gate-${VERSION}`;
const LASTING = "gate-flags";

self.addEventListener("install", (event) => {
  const fetched = async (cache, url) => {
    const answer = await fetch(url, { cache: "reload", credentials: "omit" });
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status} ${url}`);
    await cache.put(url, answer);
  };
  const all = [...FILES, ...Object.values(SHELLS)];
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(all.map((url) => fetched(cache, url)))));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("gate-") && ![CACHE, LASTING, "gate-choice"].includes(name);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

/* The flags of all parties, one after the other and after all else: the scanner works without them, but shows them
   offline too. */
const flags = async () => {
  const cache = await caches.open(LASTING);
  for (const url of FLAG_FILES) {
    if (await cache.match(url)) continue;
    const answer = await fetch(url, { credentials: "omit" }).catch(() => null);
    if (!answer) return;
    if (answer.ok) await cache.put(url, answer);
    await new Promise((resolve) => setTimeout(resolve, 50)); // forty devices begin in one minute: badges come first
  }
};

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "flags") event.waitUntil(flags());
});

const shell = async (url) => {
  const choice = await caches.open("gate-choice");
  const asked = url.searchParams.get("lang");
  if (asked in SHELLS) await choice.put("/gate/lang", new Response(asked));
  const kept = await choice.match("/gate/lang");
  const lang = asked in SHELLS ? asked : ((await kept?.text()) ?? "");
  const cache = await caches.open(CACHE);
  return (await cache.match(SHELLS[lang] ?? SHELLS.en)) ?? fetch(url);
};

const file = async (request, name) => {
  const cache = await caches.open(name);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && name === LASTING) await cache.put(request.url, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === "/gate/") event.respondWith(shell(url));
  else if (FILES.includes(url.pathname + url.search)) event.respondWith(file(event.request, CACHE));
  else if (url.pathname.startsWith(FLAGS)) event.respondWith(file(event.request, LASTING));
});
