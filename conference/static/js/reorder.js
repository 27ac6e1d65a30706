/* Rows that their owner puts in order: by dragging the handle, or with Alt and an arrow key on it.

   <tbody {% reorder url %}> with <tr data-id="7" data-name="Halima Wario">, a button.handle in each, [data-place] for
   its number, and a .reorder-fallback with the same as small forms for pages without scripts. Sends POST id, place
   (from 1); anything but 2xx puts the former order back. */
const rowsOf = (list) => [...list.children].filter((row) => row.dataset.id);
const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));

const renumber = (list) =>
  rowsOf(list).forEach((row, index) => {
    for (const place of row.querySelectorAll("[data-place]")) place.textContent = index + 1;
    for (const handle of row.querySelectorAll("[data-place-label]"))
      handle.ariaLabel = handle.dataset.placeLabel.replace("{place}", index + 1);
  });

// Moves are sent one after another, each at the address that the one before brought: whoever presses the arrow four
// times moves four places. When one is refused, those behind it are dropped and the list goes back to the last order
// that was kept.
let sending = Promise.resolve();
let refusals = 0;
const kept = new WeakMap();

const send = async (list, row, place) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const answer = await fetch(list.dataset.reorder, {
    method: "POST",
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
    body: new URLSearchParams({ id: row.dataset.id, place }),
  });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  // Where the order has a version, the answer brings the address for the next move.
  list.dataset.reorder = answer.headers.get("X-Order-Url") ?? list.dataset.reorder;
  list.dispatchEvent(new CustomEvent("reordered", { bubbles: true, detail: { id: row.dataset.id, place } }));
};

const putBack = (list) => {
  const focused = document.activeElement;
  list.append(...kept.get(list));
  renumber(list);
  if (list.contains(focused)) focused.focus();
  document.dispatchEvent(new CustomEvent("tell", { detail: { tone: "no", mark: "✕", words: list.dataset.sayFailed } }));
};

const save = (list, row, before) => {
  const after = rowsOf(list);
  const place = after.indexOf(row) + 1;
  if (!kept.has(list)) kept.set(list, before);
  renumber(list);
  say(
    list.dataset.sayMoved
      .replace("{name}", row.dataset.name)
      .replace("{place}", place)
      .replace("{total}", after.length),
  );
  const refusalsBefore = refusals;
  sending = sending.then(async () => {
    if (refusals !== refusalsBefore) return;
    try {
      await send(list, row, place);
      kept.set(list, after);
    } catch {
      refusals += 1;
      putBack(list);
    }
  });
};

const step = (list, row, direction) => {
  const before = rowsOf(list);
  const other = before[before.indexOf(row) + direction];
  if (!other) {
    say(list.dataset.sayEdge);
    return;
  }
  if (direction < 0) other.before(row);
  else other.after(row);
  row.querySelector(".handle").focus();
  save(list, row, before);
};

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const row = event.target.closest?.("[data-id]");
  const list = row?.parentElement;
  if (!list?.dataset.reorder) return;
  event.preventDefault();
  step(list, row, event.key === "ArrowUp" ? -1 : 1);
});

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-reorder] .handle");
  if (!handle || event.button !== 0) return;
  const row = handle.closest("[data-id]");
  const list = row.parentElement;
  const before = rowsOf(list);
  handle.setPointerCapture(event.pointerId);
  row.classList.add("is-moving");
  // The others make way; the row itself stays where it is in the document, else the browser would take the pointer from
  // it.
  const move = (at) => {
    const rows = rowsOf(list);
    const from = rows.indexOf(row);
    const under = rows.findIndex((other) => {
      const box = other.getBoundingClientRect();
      return at.clientY >= box.top && at.clientY <= box.bottom;
    });
    if (under >= 0 && under !== from) {
      const box = rows[under].getBoundingClientRect();
      // Past the middle of the other row, so that a tall row and a low one don't change places for ever.
      const upper = at.clientY < box.top + box.height / 2;
      if (under > from) row.before(...rows.slice(from + 1, upper ? under : under + 1));
      else row.after(...rows.slice(upper ? under : under + 1, from));
    }
    const edge = 60;
    if (at.clientY < edge) scrollBy(0, -12);
    if (at.clientY > innerHeight - edge) scrollBy(0, 12);
  };
  const end = (kept) => {
    handle.removeEventListener("pointermove", move);
    handle.removeEventListener("pointerup", drop);
    handle.removeEventListener("pointercancel", cancel);
    document.removeEventListener("keydown", cancelOnEscape);
    row.classList.remove("is-moving");
    if (!kept) list.append(...before);
    else if (rowsOf(list).some((other, index) => other !== before[index])) save(list, row, before);
  };
  const drop = () => end(true);
  const cancel = () => end(false);
  const cancelOnEscape = (key) => {
    if (key.key === "Escape") end(false);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", cancel);
  document.addEventListener("keydown", cancelOnEscape);
});
