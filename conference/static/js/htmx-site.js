/* htmx under our rules: the CSRF token as a header, and a word to the reader when the server cannot be reached or refuses. */
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
