/* htmx under our rules: the CSRF token as a header, and a word to the reader when the server cannot be reached or refuses.

   A button that an answer replaces while it is pressed is clicked all the same: the browser clicks only what was pressed and let go.
   A finger needs no help, since it clicks what lies under it when it is lifted. */
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
const equal = (one, other) => one.name === other.name && one.value === other.value && one.textContent.trim() === other.textContent.trim();
document.addEventListener("pointerdown", (event) => {
  const button = event.button === 0 && event.pointerType !== "touch" ? event.target.closest("button") : null;
  pressed = button && { button, form: button.form?.id, x: event.clientX, y: event.clientY };
}, true);
document.addEventListener("pointerup", (event) => {
  const was = pressed;
  pressed = null;
  if (!was || was.button.isConnected || Math.hypot(event.clientX - was.x, event.clientY - was.y) > 10) return;
  const here = [...document.querySelectorAll("button")].filter((one) => (one.form?.id ?? "") === (was.form ?? "") && equal(one, was.button));
  if (here.length === 1 && !here[0].disabled) here[0].click();
}, true);
