/* Installs the service worker, and lets a new version in when nobody is being scanned. */
const HOUR = 3600000;

/* ready(): may the page be changed now? offer(): a new version waits. */
export const keepInstalled = async ({ ready, offer }) => {
  if (!navigator.serviceWorker) return;
  // Which language the shell has when the network is away.
  const { lang } = document.documentElement;
  await caches
    .open("gate-choice")
    .then((cache) => cache.put("/gate/lang", new Response(lang)))
    .catch(() => {});
  const before = Boolean(navigator.serviceWorker.controller);
  let changed = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (!before || changed) return;
    changed = true;
    location.reload();
  });
  const registration = await navigator.serviceWorker.register("/gate/sw.js", { scope: "/gate/" }).catch(() => null);
  if (!registration) return;
  const look = () => {
    if (!registration.waiting || !before) return;
    offer();
    if (ready()) registration.waiting.postMessage("take over");
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
  look();
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage("flags"));
  setInterval(look, 60000);
  setInterval(() => registration.update().catch(() => {}), HOUR);
};
