/* Runs before the page is drawn: light or dark as the reader chose, else as the system has it. Also says that
   scripts run (`.js`). */
(() => {
  var root = document.documentElement;
  var night = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try {
      return localStorage.getItem("theme") || "system";
    } catch {
      return "system";
    }
  }
  // A page for a dark hall says so itself.
  var fixed = root.hasAttribute("data-theme-fixed");
  function apply() {
    if (fixed) return;
    var choice = chosen();
    root.dataset.bsTheme = choice === "system" ? (night.matches ? "dark" : "light") : choice;
  }
  root.classList.add("js");
  apply();
  night.addEventListener("change", apply);
  function label(button) {
    var words = button.dataset[chosen()];
    button.title = words;
    button.firstElementChild.textContent = words;
  }
  document.addEventListener("DOMContentLoaded", () => {
    if (fixed) return;
    document.querySelectorAll("[data-theme-toggle]").forEach((button) => {
      button.hidden = false;
      label(button);
      button.addEventListener("click", () => {
        var next = { system: "light", light: "dark", dark: "system" }[chosen()];
        try {
          localStorage.setItem("theme", next);
        } catch {
          /* Private windows: the choice lasts until the next page. */
        }
        apply();
        label(button);
      });
    });
  });
})();
