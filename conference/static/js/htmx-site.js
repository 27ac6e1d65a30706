/* htmx under our rules: the CSRF token as a header, and a word to the reader when the server cannot be reached or
   refuses.

   A button that an answer replaces while it is pressed is clicked all the same: the browser clicks only what was
   pressed and let go. A finger needs no help, since it clicks what lies under it when it is lifted. */
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const words = document.body.dataset.sayUnreached;
    const status = event.detail.xhr?.status;
    // Signed out meanwhile, or the token is old: only the whole page can say so.
    if (status === 401 || status === 403) location.reload();
    else if (words) document.dispatchEvent(new CustomEvent("tell", { detail: { tone: "no", mark: "✕", words } }));
  });
}

let pressed = null;
// What the button would send, and where: another row, or another version of it, is another act and is never clicked for
// the reader.
const actOf = (button) =>
  [
    button.form.getAttribute("action"),
    button.getAttribute("formaction"),
    new URLSearchParams(new FormData(button.form)),
    button.name,
    button.value,
    button.textContent.trim(),
  ].join("\n");
document.addEventListener(
  "pointerdown",
  (event) => {
    const button = event.button === 0 && event.pointerType !== "touch" ? event.target.closest("button") : null;
    pressed = button?.form ? { button, act: actOf(button), x: event.clientX, y: event.clientY } : null;
  },
  true,
);
document.addEventListener(
  "pointerup",
  (event) => {
    const was = pressed;
    pressed = null;
    if (!was || was.button.isConnected || Math.hypot(event.clientX - was.x, event.clientY - was.y) > 10) return;
    const here = [...document.querySelectorAll("button")].filter((one) => one.form && actOf(one) === was.act);
    if (here.length === 1 && !here[0].disabled) here[0].click();
  },
  true,
);
