/* Tables of free times as one stop of the Tab key: arrows go to the next free slot, Home and End to the first and
   last of the day, Space or Enter choose, Escape clears.

   An element with data-slots="start" around buttons.slot name="start" value="…" data-day="2025-10-25" (which send the
   form without scripts); the choice goes into the hidden input of that name in the form that data-slots-form names,
   which then fires `change`.

   htmx may bring other times while somebody chooses. What was chosen, and where the focus stood, is kept over that:
   the answer was asked for before the choice, and does not know it. If the chosen time is not among the new ones,
   data-say-gone tells so, unless the answer does by [data-gone]. */
const middle = (slot) => {
  const box = slot.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
};
// The nearest slot in a direction: one in the same row (or column) if there is any, else the nearest that lies that
// way.
const nearest = (slots, from, dx, dy) => {
  const here = middle(from);
  const there = slots
    .map((slot) => {
      const point = middle(slot);
      const [x, y] = [point.x - here.x, point.y - here.y];
      return { slot, along: x * dx + y * dy, aside: Math.abs(dx ? y : x) };
    })
    .filter(({ slot, along }) => slot !== from && along > 4);
  const straight = there.filter(({ aside }) => aside < 4);
  const cost = ({ along, aside }) => along + 2 * aside;
  return (straight.length ? straight : there).sort((a, b) => cost(a) - cost(b))[0]?.slot ?? null;
};

// What was last chosen in a table of that form and name, "" if nothing; none before anybody chose.
const chosen = new Map();
const keyOf = (table) => `${table.dataset.slotsForm}/${table.dataset.slots}`;
let focused = "";

const begin = (table) => {
  const slots = [...table.querySelectorAll("button.slot")];
  const form = document.getElementById(table.dataset.slotsForm) ?? table.closest("form");
  const input = form?.querySelector(`input[type="hidden"][name="${table.dataset.slots}"]`);
  if (!slots.length || !input) return;
  table.dataset.slotsOn = "";
  const stop = (slot) =>
    slots.forEach((other) => {
      other.tabIndex = other === slot ? 0 : -1;
    });
  const goTo = (slot) => {
    if (slot) {
      stop(slot);
      slot.focus();
    }
  };
  const set = (slot) => {
    for (const other of slots) other.setAttribute("aria-pressed", String(other === slot));
    input.value = slot?.value ?? "";
    chosen.set(keyOf(table), input.value);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const served = input.value;
  stop(slots.find((slot) => slot.getAttribute("aria-pressed") === "true") ?? slots[0]);
  if (focused) goTo(slots.find((slot) => slot.value === focused) ?? slots.find((slot) => slot.tabIndex === 0));
  table.addEventListener("slots:settled", () => {
    const last = chosen.get(keyOf(table)) ?? served;
    if (last === served) return;
    const slot = slots.find((one) => one.value === last);
    if (slot || !last) {
      set(slot);
      return;
    }
    chosen.set(keyOf(table), input.value);
    if (form.querySelector("[data-gone]")) return;
    document.dispatchEvent(
      new CustomEvent("tell", { detail: { tone: "wait", mark: "!", words: table.dataset.sayGone } }),
    );
  });
  table.addEventListener("click", (event) => {
    const slot = event.target.closest("button.slot");
    if (!slot) return;
    event.preventDefault();
    stop(slot);
    set(slot);
  });
  table.addEventListener("keydown", (event) => {
    const slot = event.target.closest("button.slot");
    if (!slot) return;
    const day = slots.filter((other) => other.dataset.day === slot.dataset.day);
    const moves = {
      ArrowLeft: () => nearest(slots, slot, -1, 0),
      ArrowRight: () => nearest(slots, slot, 1, 0),
      ArrowUp: () => nearest(day, slot, 0, -1),
      ArrowDown: () => nearest(day, slot, 0, 1),
      Home: () => day[0],
      End: () => day[day.length - 1],
    };
    if (moves[event.key] && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      goTo(moves[event.key]());
    }
    if (event.key === "Escape") {
      event.preventDefault();
      set(null);
    }
  });
};
document.querySelectorAll("[data-slots]").forEach((table) => {
  table.dataset.slotsSettled = "";
  begin(table);
});
// Another length brings other times (htmx): they begin anew. Only once they are settled does anything hear what they
// choose.
document.addEventListener("htmx:beforeSwap", (event) => {
  const slot = document.activeElement?.closest("button.slot");
  focused = slot && event.detail.target.contains(slot) ? slot.value : "";
});
document.addEventListener("htmx:afterSwap", () => {
  document.querySelectorAll("[data-slots]:not([data-slots-on])").forEach(begin);
  focused = "";
});
document.addEventListener("htmx:afterSettle", () =>
  document.querySelectorAll("[data-slots-on]:not([data-slots-settled])").forEach((table) => {
    table.dataset.slotsSettled = "";
    table.dispatchEvent(new Event("slots:settled"));
  }),
);
