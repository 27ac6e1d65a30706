/* The seating plan by keys and by dragging. Each seat is a link (a[data-at], data-key-of: who sits there); what is
   chosen stands in the address, so that this only goes there faster, and nothing is changed before the form of the
   move is sent.

   M takes up the chosen guest; then the arrows go from seat to seat, digits to a table, Enter shows what a move there
   changes, X an exchange with whoever sits there, Escape leaves. Single keys are ignored while one types or has
   switched them off (keys.js). */
const plan = document.querySelector("[data-plan]");
const seats = plan ? [...plan.querySelectorAll("a[data-at]")] : [];
let takenUp = "";
let digits = "";
let timer = 0;

const typing = (target) => target.matches?.("textarea, select, input:not([type=hidden])") || target.isContentEditable;
const keysOff = () => document.documentElement.classList.contains("keys-off");
const go = (who, at) => {
  location.assign(`?who=${who}&to=${at}#selected`);
};
const focused = () => (seats.includes(document.activeElement) ? document.activeElement : null);
const takeUp = (who) => {
  takenUp = who;
  plan.classList.toggle("is-taken-up", Boolean(who));
};
const step = (by) => {
  const here = seats.indexOf(focused() ?? plan.querySelector(".is-chosen"));
  seats[(here + by + seats.length) % seats.length]?.focus();
};
const toTable = (number) => seats.find((seat) => seat.dataset.at.startsWith(`${number}-`))?.focus();

document.addEventListener(
  "keydown",
  (event) => {
    if (!seats.length || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysOff()) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const seat = focused();
    if (key === "m") {
      const who = seat?.dataset.keyOf || plan.dataset.who;
      if (!who) return;
      takeUp(who);
      (seat ?? plan.querySelector(".is-chosen") ?? seats[0]).focus();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      if (!seat && !takenUp) return;
      step(event.key === "ArrowRight" ? 1 : -1);
    } else if (/^\d$/.test(key) && takenUp) {
      // Two digits in a second are one number.
      clearTimeout(timer);
      digits += key;
      timer = setTimeout(() => {
        digits = "";
      }, 1000);
      toTable(digits);
    } else if (key === "x" && seat?.dataset.keyOf) {
      const who = takenUp || plan.dataset.who;
      if (!who || who === seat.dataset.keyOf) return;
      go(who, seat.dataset.at);
    } else if (event.key === "Enter" && takenUp && seat && seat.dataset.keyOf !== takenUp) {
      go(takenUp, seat.dataset.at);
    } else if (event.key === "Enter" && !seat && document.activeElement?.id === "selected") {
      const button = document.querySelector("[data-move]");
      if (!button) return;
      button.focus();
    } else if (event.key === "Escape" && takenUp) {
      takeUp("");
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// ---- dragging: a guest of the plan or of the list of those without a seat, onto a seat
const seatUnder = (event) =>
  document.elementFromPoint(event.clientX, event.clientY)?.closest("a[data-at]:not([data-at=''])");
document.addEventListener("pointerdown", (event) => {
  const from = event.target.closest?.("a[data-key-of]");
  if (!from?.dataset.keyOf || event.button || event.pointerType === "touch") return;
  let over = null;
  let moved = false;
  const move = (now) => {
    moved ||= Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) > 5;
    if (!moved) return;
    const under = seatUnder(now);
    if (under === over) return;
    over?.classList.remove("is-over");
    over = under ?? null;
    over?.classList.add("is-over");
  };
  const stop = () => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", stop);
    over?.classList.remove("is-over");
    if (!moved) return;
    const swallow = (click) => {
      click.preventDefault();
      click.stopPropagation();
    };
    addEventListener("click", swallow, true);
    setTimeout(() => removeEventListener("click", swallow, true), 50);
    if (over && over !== from) go(from.dataset.keyOf, over.dataset.at);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", stop);
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("a[data-key-of]")) event.preventDefault();
});
if (location.hash === "#selected") document.getElementById("selected")?.focus({ preventScroll: true });
