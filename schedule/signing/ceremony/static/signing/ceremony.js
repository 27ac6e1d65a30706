/* The ceremony's console. Acts are queued in the page, kept over a reload, and sent one after another, each with its
   key, so that one whose answer was lost is done once. While the network is lost the page goes on by itself: it
   counts the versions up as the server will, and says how many acts it keeps. An act that is refused stops the queue
   until the operator has looked at the present order. One that needs an answer first stops it too, and is sent again
   with the answer. */
const EVERY = 2000,
  RETRY = 4000,
  PATIENCE = 8000,
  TOO_SOON = 3000 /* between a call and a signature: the same key pressed twice */;
const root = () => document.getElementById("console");
const store = `ceremony-${root().dataset.session}`;
const lost = document.getElementById("lost"),
  refused = document.getElementById("refused"),
  question = document.getElementById("question");
let queue = [],
  sending = false,
  since = null /* the conference's time */,
  stopped = false,
  retry = null;
try {
  queue = JSON.parse(localStorage.getItem(store) ?? "[]");
} catch {
  /* Private windows: kept as long as the page is open. */
}

const keep = () => {
  try {
    localStorage.setItem(store, JSON.stringify(queue));
  } catch {
    /* as above */
  }
};
const rows = () => [...root().querySelectorAll("tr[data-row]")];
const rowOf = (id) => rows().find((row) => row.dataset.row === id);
const set = (row, state, was) => {
  was.push([row.dataset.row, row.dataset.state, row.dataset.version]);
  row.dataset.state = state;
  row.dataset.version = String(Number(row.dataset.version) + 1);
};

// Since when somebody is at the table, by this machine's clock, so that it goes on without a network.
const arrivals = new Map();
const arrive = (row) => {
  arrivals.clear();
  arrivals.set(row.dataset.row, Date.now());
};
const atTheTable = () => rows().find((row) => row.dataset.state === "called");
const elapse = () => {
  const now = atTheTable();
  const shown = root().querySelector("[data-table]:not([hidden]) [data-elapsed]");
  if (!now || !shown) return;
  // A page that has just come says how long ago it was; it may be a second late, so what this one counts stays while
  // both agree.
  if (now.dataset.ago !== undefined) {
    const told = Date.now() - Number(now.dataset.ago) * 1000,
      own = arrivals.get(now.dataset.row);
    if (own === undefined || Math.abs(told - own) > 3000) {
      arrivals.clear();
      arrivals.set(now.dataset.row, told);
    }
    delete now.dataset.ago;
  }
  const seconds = Math.max(0, Math.floor((Date.now() - (arrivals.get(now.dataset.row) ?? Date.now())) / 1000));
  shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

// What the server will do with an act, for the page alone; `was` and `arrived` say how it was before.
const apply = (act) => {
  act.was = [];
  act.arrived = [...arrivals];
  const row = rowOf(act.id),
    then = act.then ? rowOf(act.then) : null;
  if (!row) return;
  if (act.do === "sign" || act.do === "next") set(row, "signed", act.was);
  if (act.do === "skip") set(row, "skipped", act.was);
  if (act.do === "call" || act.do === "recall") {
    set(row, "called", act.was);
    arrive(row);
  }
  if (act.do === "next" && then?.dataset.state === "scheduled") {
    set(then, "called", act.was);
    arrive(then);
  }
};

// An act that waits for an answer, and those behind it, are not shown as done.
const takeBack = () => {
  for (const act of queue.toReversed()) {
    for (const [id, state, version] of act.was.toReversed()) {
      const row = rowOf(id);
      if (row) Object.assign(row.dataset, { state, version });
    }
    arrivals.clear();
    for (const [id, at] of act.arrived) arrivals.set(id, at);
  }
  draw();
};
const applyAll = () => {
  for (const act of queue) apply(act);
  draw();
};

const fill = (form, row, then) => {
  form.elements.id.value = row?.dataset.row ?? "";
  form.elements.version.value = row?.dataset.version ?? "";
  if (form.elements.then) {
    form.elements.then.value = then?.dataset.row ?? "";
    form.elements.then_version.value = then?.dataset.version ?? "";
  }
};

// The running order is longer than its place: who is at the table, or comes next, is brought into sight when that
// changes, and not else.
let followed = "";
const follow = (row) => {
  if (!row || row.dataset.row === followed) return;
  followed = row.dataset.row;
  const list = root().querySelector(".order-scroll");
  const bring = () => (list.scrollTop = row.offsetTop - list.clientHeight / 3);
  bring();
  document.fonts.ready.then(bring); // rows are taller in their own fonts
};

const draw = () => {
  const all = rows(),
    now = all.find((row) => row.dataset.state === "called");
  const coming = all.filter((row) => row.dataset.state === "scheduled");
  const soon = new Set(coming.slice(0, 3).map((row) => row.dataset.row));
  for (const row of all) {
    row.classList.toggle("now", row === now);
    if (row === now) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    const pill = root().querySelector(`template[data-pill-of="${row.dataset.state}"]`);
    if (pill) row.querySelector("[data-pill]").replaceChildren(pill.content.cloneNode(true));
  }
  for (const one of root().querySelectorAll("[data-table]")) one.hidden = one.dataset.table !== now?.dataset.row;
  for (const one of root().querySelectorAll("[data-coming]")) one.hidden = !soon.has(one.dataset.coming);
  for (const one of root().querySelectorAll("[data-skipped]")) {
    const row = rowOf(one.dataset.skipped);
    one.hidden = row?.dataset.state !== "skipped";
    fill(one.querySelector("form"), row);
    one.querySelector("button").disabled = Boolean(now);
    one.querySelector("[data-later]").hidden = !now;
  }
  follow(now ?? coming[0]);
  elapse();
  root().querySelector("[data-empty]").hidden = Boolean(now);
  root().querySelector("[data-next]").hidden = !coming.length;
  // Those of all sessions, as the hall display counts.
  const count = root().querySelector("[data-signed]");
  count.textContent = String(Number(count.dataset.signed) + all.filter((row) => row.dataset.state === "signed").length);
  const called = root().querySelector("[data-called]"),
    uncalled = root().querySelector("[data-uncalled]");
  if (!called) return;
  called.hidden = !now;
  uncalled.hidden = Boolean(now) || !coming.length;
  for (const form of called.querySelectorAll("form")) fill(form, now, coming[0]);
  for (const form of uncalled.querySelectorAll("form")) fill(form, coming[0]);
};

const say = () => {
  lost.hidden = since === null;
  lost.querySelector("[data-since]").textContent = since ?? "";
  lost.querySelector("[data-kept]").textContent = String(queue.length);
  for (const form of root().querySelectorAll("[data-online]"))
    form.querySelector("button").disabled = since !== null || queue.length > 0;
  // Of a question the first act of the queue is what it is about.
  const after = queue.length - (question.hidden || !stopped ? 0 : 1);
  for (const note of [refused, question]) {
    note.querySelector("[data-held]").hidden = !after;
    note.querySelector("[data-held-count]").textContent = String(after);
  }
};
const lose = () => {
  since ??= document.querySelector("[data-clock-time]")?.textContent.trim() ?? "";
  say();
  clearTimeout(retry);
  retry = setTimeout(tick, RETRY);
};
const load = (address, options = {}) => fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });

// A question before an act, and what each answer does. A new one replaces the one before.
let answered = {};
const ask = (words, label, answers) => {
  answered = answers;
  question.querySelector("[data-words]").textContent = words;
  question.querySelector("[data-label]").textContent = label;
  question.hidden = false;
  say();
};
for (const answer of ["yes", "no"])
  question.querySelector(`[data-${answer}]`).addEventListener("click", () => {
    question.hidden = true;
    answered[answer]();
  });

const refresh = async () => {
  const answer = await load(root().dataset.part);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const text = await answer.text();
  // What was done here while the answer was on its way is newer than it; and a reason that is being typed stays.
  if (queue.length || (root().contains(document.activeElement) && document.activeElement.matches("input"))) return;
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("console");
  // A network that answers for us, such as the sign-in page of a hotel's, is as good as none.
  if (!fresh) throw new Error("another page");
  const scroll = root().querySelector(".order-scroll").scrollTop;
  root().replaceWith(fresh);
  root().querySelector(".order-scroll").scrollTop = scroll;
  draw();
};

// The first act of the queue waits for its answer, and those after it with it: over a reload too, which sends it again.
const askAboutFirst = (told) => {
  since = null;
  takeBack();
  ask(told.question, told.label, {
    yes: () => {
      queue[0].answers = told.answers;
      applyAll();
      keep();
      stopped = false;
      tick();
    },
    no: discard,
  });
};
const discard = () => {
  if (stopped) queue = [];
  keep();
  stopped = false;
  refused.hidden = true;
  say();
  tick();
};

const send = async () => {
  while (queue.length && !stopped) {
    const { at, was, arrived, ...act } = queue[0];
    const body = new URLSearchParams({ ...act, ago: String(Math.round((Date.now() - at) / 1000)) });
    body.set("csrfmiddlewaretoken", root().querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await load(root().dataset.act, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status >= 500) throw new Error(String(answer.status));
    const told = await answer.json().catch(() => ({}));
    stopped = !answer.ok || "question" in told;
    if (told.question) {
      askAboutFirst(told);
      return;
    }
    queue.shift();
    keep();
    // Refused, or done but for the call of the next, which the sentence says.
    if (stopped || told.told) {
      refused.querySelector("[data-words]").textContent = told.refused ?? told.told ?? String(answer.status);
      refused.hidden = false;
    }
    since = null;
    say();
  }
};

const tick = async () => {
  if (sending) return;
  sending = true;
  try {
    await send();
    if (!stopped) await refresh();
    since = null;
    say();
  } catch {
    lose();
  } finally {
    sending = false;
  }
  // What was done while the order was being fetched does not wait for the next time.
  if (queue.length && !stopped && since === null) tick();
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-act-form]");
  if (!form) return;
  event.preventDefault();
  if (stopped || (form.matches("[data-online]") && since !== null)) return;
  const act = Object.fromEntries(new FormData(form, event.submitter));
  delete act.csrfmiddlewaretoken;
  if (!act.id) return;
  act.key = crypto.randomUUID();
  act.at = Date.now();
  question.hidden = true;
  if ((act.do === "sign" || act.do === "next") && act.at - (arrivals.get(act.id) ?? 0) < TOO_SOON) {
    const words = root().querySelector(`[data-table="${act.id}"]`).dataset.soon;
    ask(words, root().dataset.soonLabel, { yes: () => enqueue({ ...act, answers: "soon" }), no: () => {} });
    return;
  }
  enqueue(act);
});
const enqueue = (act) => {
  queue.push(act);
  apply(act);
  keep();
  draw();
  document.activeElement?.blur();
  say();
  tick();
};
lost.querySelector("[data-again]").addEventListener("click", () => {
  clearTimeout(retry);
  tick();
});
refused.querySelector("[data-discard]").addEventListener("click", discard);
applyAll();
say();
setInterval(() => {
  if (since === null) tick();
}, EVERY);
setInterval(elapse, 500);
if (queue.length) tick();
