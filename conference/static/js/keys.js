/* Keys of the desk. A button, link or field says its own: data-key="a", data-key="Enter", data-key="Ctrl+Enter",
   data-key="/". A sentence has the keys of what is not possible now (data-key="v a"): they lead to it.

   Within [data-rows] the arrows, J and K choose a row ([data-row]); data-row-key on what a row offers acts for the
   chosen row alone. data-rows="go" follows the row's link at once, as in a queue. Single keys are ignored while one
   types, and can be switched off (WCAG 2.1.4); `?` shows them all. */
let on = true;
try {
  on = localStorage.getItem("keys") !== "off";
} catch {
  /* Private windows: they stay on. */
}
document.documentElement.classList.toggle("keys-off", !on);

const typing = (target) =>
  target.isContentEditable ||
  target.matches?.(
    "textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range])",
  );
const shown = (element) => !element.disabled && element.checkVisibility?.({ visibilityProperty: true }) !== false;
const nameOf = (event) => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key === " " ? "Space" : event.key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (key === " " ? "Space" : key);
};
const norm = (key) => (key.length === 1 ? key.toLowerCase() : key);
const keysOf = (element) => (element.dataset.key ?? element.dataset.rowKey).split(" ").map(norm);

const act = (element) => {
  if (element.matches("p, li, input:not([type=checkbox], [type=radio], [type=submit]), select, textarea")) {
    element.focus();
    element.select?.();
    return;
  }
  // The mark and the focus stay together, so that Space and the arrows go on from there.
  if (element.matches("input[type=radio]")) element.focus();
  // What is asked for is open already: its key leads into it and does not fold it away.
  const field =
    element.matches("summary") &&
    element.parentElement.open &&
    [...element.parentElement.querySelectorAll("input:not([type=hidden]), select, textarea")].find(shown);
  if (field) {
    field.focus();
    return;
  }
  element.click();
};
// While one gives reasons, a letter decides nothing beside them: a word begun before its field has the focus would
// accredit somebody.
const reachable = (element, event) => {
  const form = event.target.closest?.("form[data-reasons]");
  return !form || form.contains(element) || element.matches("[data-opens]");
};

const rowsOf = (list) => [...list.querySelectorAll("[data-row]")].filter(shown);
const choose = (list, row) => {
  for (const other of rowsOf(list)) {
    other.classList.toggle("is-current", other === row);
    if (other === row) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  const target = row.matches("a, button") ? row : row.querySelector("[data-row-focus], a, button");
  if (list.dataset.rows === "go") {
    target?.click();
    return;
  }
  target?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};
const current = (list) => rowsOf(list).find((row) => row.getAttribute("aria-current")) ?? null;

const walk = (list, direction) => {
  const rows = rowsOf(list);
  const at = rows.indexOf(current(list));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + direction))];
  if (next) choose(list, next);
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const name = nameOf(event);
  const single = !name.includes("+");
  if (single && (typing(event.target) || !on)) return;
  const dialog = document.querySelector("dialog[open]");
  const scope = dialog ?? document;
  const help = document.querySelector("[data-keys-help]");
  if (name === "?" && help && !dialog) {
    event.preventDefault();
    help.showModal();
    return;
  }

  const list = scope.querySelector("[data-rows]");
  if (list) {
    const direction = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[name];
    const elsewhere = event.target !== document.body && !list.contains(event.target);
    if (direction && reachable(list, event) && !(name.startsWith("Arrow") && elsewhere)) {
      event.preventDefault();
      walk(list, direction);
      return;
    }
  }
  // A key that is held down repeats into the next page: it would decide on people whom nobody has looked at.
  if (event.repeat) return;
  if (list) {
    const row = current(list);
    const own =
      row &&
      [...row.querySelectorAll("[data-row-key]")].find((element) => keysOf(element).includes(name) && shown(element));
    // Enter on a link or button already does what it says.
    const onControl =
      name === "Enter" &&
      event.target.matches("a, button, summary") &&
      event.target !== own &&
      !event.target.matches("[data-row-focus]");
    if (own && !onControl) {
      event.preventDefault();
      act(own);
      return;
    }
  }
  if (name === "Enter" && event.target.matches("a, button, summary")) return;
  const found = [...scope.querySelectorAll("[data-key]")].find(
    (element) => keysOf(element).includes(name) && shown(element) && reachable(element, event),
  );
  if (found) {
    event.preventDefault();
    act(found);
  }
});

// A row that is clicked or entered by Tab becomes the chosen one.
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  const list = row?.closest("[data-rows]");
  if (!list || list.dataset.rows === "go" || row.getAttribute("aria-current")) return;
  for (const other of rowsOf(list)) {
    other.classList.toggle("is-current", other === row);
    other.removeAttribute("aria-current");
  }
  row.setAttribute("aria-current", "true");
});

// The help lists what the page offers, in the words of its own buttons.
const words = (element) => {
  const said = (element.labels?.[0] ?? element).cloneNode(true);
  for (const key of said.querySelectorAll("kbd, .key, .mk, svg")) key.remove();
  return (element.dataset.says || element.getAttribute("aria-label") || said.textContent).replace(/\s+/g, " ").trim();
};
const help = document.querySelector("[data-keys-help]");
help?.addEventListener("toggle", () => {
  const body = help.querySelector("tbody");
  if (!help.open) return;
  body.replaceChildren();
  const seen = new Set();
  const line = (keys, text) => {
    const row = body.insertRow();
    const cell = row.insertCell();
    for (const key of keys) {
      const head = document.createElement("kbd");
      head.className = "key";
      head.textContent =
        key.length === 1 ? key.toUpperCase() : key.replace(/Space|Enter/, (name) => help.dataset[name.toLowerCase()]);
      cell.append(head, " ");
    }
    row.insertCell().textContent = text;
  };
  if (document.querySelector("[data-rows]")) line(["j", "k"], help.dataset.rowsSays);
  for (const element of document.querySelectorAll("[data-key], [data-row-key]")) {
    const keys = keysOf(element).filter((key) => !seen.has(key));
    // What is not to be seen, such as the reasons of a form that is not open, does nothing.
    if (!keys.length || help.contains(element) || !shown(element)) continue;
    for (const key of keys) seen.add(key);
    line(keys, words(element));
  }
});
for (const toggle of document.querySelectorAll("[data-keys-toggle]")) {
  const label = () => {
    toggle.textContent = on ? toggle.dataset.on : toggle.dataset.off;
  };
  label();
  toggle.addEventListener("click", () => {
    on = !on;
    try {
      localStorage.setItem("keys", on ? "on" : "off");
    } catch {
      /* The choice lasts until the next page. */
    }
    document.documentElement.classList.toggle("keys-off", !on);
    label();
  });
}
