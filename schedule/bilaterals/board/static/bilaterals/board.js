/* The board of bilateral meetings: each meeting opens its actions in a dialog, is dragged to another room, and is
   found by the arrows.

   [data-bilaterals] holds the columns ([data-room], data-seats), the meetings (a[data-meeting]) and what blocks a
   room ([data-blocked]); all have data-column, data-from and data-to in seconds. A meeting keeps its time: dragging
   changes its room alone, and nothing is sent before the dialog is. Without scripts, and with a finger on a link held
   down, a meeting is a link to its page. */
const grid = document.querySelector("[data-bilaterals]");
const dialog = document.getElementById("meeting-actions");
const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));
const heads = [...grid.querySelectorAll(".rh[data-room]")];
const meetings = [...grid.querySelectorAll("a[data-meeting]")];
const number = (element, name) => Number(element.dataset[name]);

// What stands in a column at the time of a meeting.
const inTheWay = (slot, column) =>
  [...grid.querySelectorAll("[data-from]")].filter(
    (one) =>
      one !== slot &&
      number(one, "column") === column &&
      number(one, "from") < number(slot, "to") &&
      number(slot, "from") < number(one, "to"),
  );
const verdict = (slot, column) => {
  const others = inTheWay(slot, column);
  const taken = others.filter((one) => one.matches("[data-meeting]"));
  if (others.some((one) => one.dataset.blocked === "taken")) return { words: grid.dataset.sayTaken };
  if (number(heads[column - 1], "seats") < number(slot, "persons")) return { words: grid.dataset.saySeats };
  if (taken.length > 1) return { words: grid.dataset.sayTaken };
  if (taken.length) return { swap: taken[0], words: grid.dataset.saySwap.replace("{meeting}", taken[0].dataset.name) };
  return { free: true, words: grid.dataset.sayFree };
};

// ---- the actions
const openActions = async (slot, chosen = {}) => {
  let part = null;
  try {
    const answer = await fetch(`${slot.dataset.actions}?rooms=${grid.dataset.group}`, {
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (!answer.ok || answer.redirected) {
      location.href = slot.href;
      return;
    }
    part = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.href = slot.href;
    return;
  }
  dialog.replaceChildren(...[...part.body.childNodes].map((node) => document.adoptNode(node)));
  let first = dialog.querySelector("[data-open]");
  for (const [name, value] of Object.entries(chosen)) {
    const field = dialog.querySelector(`select[name="${name}"]`);
    if (!field || ![...field.options].some((option) => option.value === value)) continue;
    field.value = value;
    first =
      name === "other"
        ? field.form.querySelector('[name="reason"]')
        : field.form.querySelector('button[type="submit"]');
  }
  dialog.showModal();
  first?.focus();
};
dialog?.addEventListener("close", () => grid.querySelector(".is-chosen")?.focus({ preventScroll: true }));
const choose = (slot, chosen) => {
  for (const meeting of meetings) meeting.classList.toggle("is-chosen", meeting === slot);
  openActions(slot, chosen);
};

grid.addEventListener("click", (event) => {
  const slot = event.target.closest("a[data-actions]");
  if (!slot || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(slot);
});

// ---- the arrows go to the nearest meeting that lies that way
const middle = (slot) => {
  const box = slot.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
};
const nearest = (from, dx, dy) => {
  const here = middle(from);
  const there = meetings
    .filter((slot) => slot !== from)
    .map((slot) => {
      const point = middle(slot);
      const [x, y] = [point.x - here.x, point.y - here.y];
      return { slot, along: x * dx + y * dy, aside: Math.abs(dx ? y : x) };
    })
    .filter(({ along, aside }) => along > 4 && (dx || aside < 20));
  const cost = ({ along, aside }) => along + 2 * aside;
  return there.sort((a, b) => cost(a) - cost(b))[0]?.slot ?? null;
};
grid.addEventListener("keydown", (event) => {
  const slot = event.target.closest("a[data-meeting]");
  const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  if (!slot || !ways[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const next = nearest(slot, ...ways[event.key]);
  if (next) next.focus();
  else say(grid.dataset.sayEdge);
});

// ---- dragging: a ghost shows where the meeting would be, and whether it can be there
const columnUnder = (event) =>
  heads.findIndex((head) => {
    const box = head.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right;
  }) + 1;
const ghostOf = (slot) => {
  const ghost = document.createElement("div");
  ghost.className = "slot ghost";
  ghost.setAttribute("aria-hidden", "true");
  ghost.append(document.createElement("span"));
  ghost.places = [...slot.classList].filter((name) => /^(at|for)-\d+$/.test(name));
  grid.append(ghost);
  return ghost;
};
const show = (ghost, slot, column) => {
  const found = verdict(slot, column);
  ghost.hidden = column === number(slot, "column");
  ghost.className = `slot ghost in-${column} ${ghost.places.join(" ")}${found.free || found.swap ? "" : " no"}`;
  ghost.firstChild.textContent = found.words;
};
const drag = (event, slot) => {
  let ghost = null;
  let column = number(slot, "column");
  const move = (now) => {
    if (!ghost && Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) < 5) return;
    if (!ghost) {
      ghost = ghostOf(slot);
      slot.classList.add("is-moving");
    }
    column = columnUnder(now) || column;
    show(ghost, slot, column);
  };
  const stop = (kept) => {
    for (const [name, listener] of listeners) document.removeEventListener(name, listener);
    slot.classList.remove("is-moving");
    if (!ghost) return;
    ghost.remove();
    // The click that follows on letting go opens nothing.
    const swallow = (click) => {
      click.preventDefault();
      click.stopPropagation();
    };
    addEventListener("click", swallow, true);
    setTimeout(() => removeEventListener("click", swallow, true), 50);
    if (!kept || column === number(slot, "column")) return;
    const found = verdict(slot, column);
    if (found.free) choose(slot, { room: heads[column - 1].dataset.room });
    else if (found.swap) choose(slot, { other: found.swap.dataset.meeting });
    else say(found.words);
  };
  const listeners = [
    ["pointermove", move],
    ["pointerup", () => stop(true)],
    ["pointercancel", () => stop(false)],
    [
      "keydown",
      (key) => {
        if (key.key === "Escape") stop(false);
      },
    ],
  ];
  for (const [name, listener] of listeners) document.addEventListener(name, listener);
};
grid.addEventListener("pointerdown", (event) => {
  const slot = event.target.closest("a[data-actions][data-movable]");
  if (slot && event.button === 0 && event.pointerType !== "touch") drag(event, slot);
});
// A link is a thing that browsers drag by themselves.
grid.addEventListener("dragstart", (event) => {
  if (event.target.closest("a[data-meeting]")) event.preventDefault();
});

// After an action the board comes back with the meeting's place in its address.
if (location.hash.startsWith("#meeting-")) document.getElementById(location.hash.slice(1))?.focus();
