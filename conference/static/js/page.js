/* What every page has: the live region, dialogs for browsers without command buttons, lists that close, focus on
   what is wrong. */

// Any script says something to screen readers with: document.dispatchEvent(new CustomEvent("say", { detail: "words"
// })).
document.addEventListener("say", (event) => {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  // A region that gets the same words twice is read once, unless it was empty in between.
  requestAnimationFrame(() => {
    live.textContent = event.detail;
  });
});

// And shows a note as well as saying it with: new CustomEvent("tell", { detail: { tone: "no", mark: "✕", words } }).
document.addEventListener("tell", (event) => {
  const { tone, mark, words } = event.detail;
  const place = document.getElementById("messages");
  if (!place) return;
  const note = document.createElement("li");
  note.className = `note ${tone}`;
  const sign = document.createElement("span");
  sign.className = "mk";
  sign.ariaHidden = "true";
  sign.textContent = mark;
  note.append(sign, words);
  const wrap = document.createElement("div");
  wrap.className = "wrap";
  const list = document.createElement("ul");
  list.className = "messages";
  list.append(note);
  wrap.append(list);
  place.replaceChildren(wrap);
});

// `commandfor` with `show-modal` and `close`, where the browser doesn't know them.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (!(dialog instanceof HTMLDialogElement)) return;
    if (button.getAttribute("command") === "show-modal") dialog.showModal();
    if (button.getAttribute("command") === "close") dialog.close();
  });
}

// Lists under a word close on Escape (focus returns to the word), on a click elsewhere and when another opens.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details[data-pick][open]")) {
    const inside = open.contains(document.activeElement);
    open.open = false;
    if (inside) open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[data-pick][open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// The summary of errors takes the focus, also when it comes with a part of the page.
const focusErrors = (root) => {
  const summary = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
  summary?.focus();
};
focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.target));
