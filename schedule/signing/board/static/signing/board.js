/* The hall's display asks every second; the answer is "unchanged" until somebody is called or has signed, or the
   minute changes. What it shows stays while the network is lost. */
let etag = "";
const show = async () => {
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(document.body.dataset.now, {
      headers,
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    });
    if (answer.status === 200) {
      etag = answer.headers.get("ETag") ?? "";
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
      if (fresh) document.getElementById("main").replaceWith(fresh);
    }
  } catch {
    /* The next second asks again. */
  }
  setTimeout(show, 1000);
};
setTimeout(show, 1000);
