/* The form is kept as one types: quietly, soon after a field was left and every few seconds of typing. A lost
   connection is said and tried again; nothing typed leaves the page meanwhile.

   form[data-draft="address"][data-draft-member="id"], beside it [data-draft-state] with data-unreached and data-
   ended. With data-draft-waits nothing is sent: an older draft is offered, which would be overwritten. */
const form = document.querySelector("form[data-draft]");
const state = form?.querySelector("[data-draft-state]");
const PAUSE = 1500; // after the last key
const MOST = 5000; // of typing without a pause
const AGAIN = 5000; // after a failure

const collect = () => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  if (form.dataset.draftMember) data.set("member", form.dataset.draftMember);
  return data;
};
// The region is read aloud whenever its words change, so that it keeps still while the minute does.
const say = (words, bad) => {
  if (state.textContent !== words) state.textContent = words;
  state.classList.toggle("lacks", Boolean(bad));
};

// A step into which one types is begun: the list of steps beside the form no longer says that it isn't.
form?.addEventListener("input", (event) => {
  const step = event.target.closest("fieldset[id]")?.id;
  if (step) document.querySelector(`.steps a[href="#${step}"] [data-not-begun]`)?.remove();
});

let timer = 0;
let since = 0; // when the first change that is not kept was made
let under = null; // the request that is under way
let over = false; // the form itself was sent

const send = async (keepalive = false) => {
  clearTimeout(timer);
  if (over || !since) return;
  if (under && !keepalive) {
    timer = setTimeout(send, PAUSE);
    return;
  } // a page that is left has no later
  const begun = since;
  since = 0;
  const own = new AbortController();
  under = own;
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: collect(),
      keepalive,
      signal: own.signal,
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (answer.redirected || [401, 403, 404, 410].includes(answer.status)) {
      since = begun;
      say(form.dataset.draftEnded, true);
      return;
    }
    if (!answer.ok) throw new Error(answer.status);
    const words = await answer.text();
    if (!since || state.classList.contains("lacks")) say(words); // what was typed meanwhile is not kept yet
    // What is kept need not be asked about when the page is left; a photo isn't kept.
    const photo = [...form.querySelectorAll('input[type="file"]')].some((field) => field.files.length);
    if (!since && !photo) form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  } catch {
    if (over) return;
    since = begun;
    say(form.dataset.draftUnreached, true);
    timer = setTimeout(send, AGAIN);
  } finally {
    if (under === own) under = null;
  }
};

if (form && state && !("draftWaits" in form.dataset)) {
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(0, Math.min(PAUSE, since + MOST - Date.now())));
  });
  form.addEventListener("change", () => send());
  addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    over = true;
    clearTimeout(timer);
    under?.abort();
  });
  addEventListener("pageshow", () => {
    over = false;
  });
}
