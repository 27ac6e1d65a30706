/* The officer's queue: reasons open in place, their words are proposed, and the chosen person is in sight. Without
   it, the same links and forms work by themselves. */

// ---- R and X open their reasons, and close the others.
for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    const form = document.getElementById(opener.dataset.opens);
    const opens = form.hidden;
    for (const other of document.querySelectorAll("[data-opens]")) {
      document.getElementById(other.dataset.opens).hidden = true;
      other.setAttribute("aria-expanded", "false");
    }
    form.hidden = !opens;
    opener.setAttribute("aria-expanded", String(opens));
    if (opens) form.querySelector("input[type=radio], textarea").focus();
  });
  opener.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      opener.click();
    }
  });
}

// Escape closes them, and what was written stays there for the next time.
document.addEventListener("keydown", (event) => {
  const form =
    event.key === "Escape" && event.target.closest?.("form[data-reasons], #remark-form, #hold-form, #lift-form");
  const opener = form && document.querySelector(`[data-opens="${form.id}"]`);
  if (opener && !form.hidden) {
    opener.click();
    opener.focus();
  }
});

// ---- a reason brings its words, unless the officer has written some; the button says which one.
for (const form of document.querySelectorAll("[data-reasons]")) {
  const words = form.querySelector("textarea");
  const button = form.querySelector("[data-goes]");
  const proposed = new Set([...form.querySelectorAll("[data-words]")].map((radio) => radio.dataset.words));
  const follow = (radio) => {
    if (!words.value.trim() || proposed.has(words.value)) words.value = radio.dataset.words;
    button.querySelector("[data-goes-here]").textContent = button.dataset.goes.replace("{n}", radio.dataset.key);
    if (!radio.dataset.words) words.focus();
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-words]")) follow(event.target);
  });
  const chosen = form.querySelector("[data-words]:checked");
  if (chosen) follow(chosen);
}

// ---- a filter takes effect when it is chosen; Enter in the search field sends the form as always.
const filters = document.querySelector("[data-filters]");
if (filters) {
  filters.querySelector("[data-filters-go]").hidden = true;
  for (const select of filters.querySelectorAll("select"))
    select.addEventListener("change", () => filters.requestSubmit());
}

// ---- ticks stay while one goes from person to person and from page to page; a decision on several takes them all, and
// ends them.
const KEY = "ticks";
const load = () => {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
  } catch {
    return new Set();
  }
};
const save = (ticks) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...ticks]));
  } catch {
    /* They then last as long as the page. */
  }
};
const several = document.querySelector("[data-several]");
if (document.querySelector("[data-ticks-done]")) save(new Set());
if (several) {
  const boxes = [...document.querySelectorAll("input[name=who][form=several]")];
  const ticks = load();
  const tell = () => {
    several.querySelector("[data-ticked]").textContent = ticks.size ? String(ticks.size) : "";
  };
  for (const box of boxes) {
    if (box.checked) ticks.add(box.value);
    box.checked = ticks.has(box.value);
    box.addEventListener("change", () => {
      if (box.checked) ticks.add(box.value);
      else ticks.delete(box.value);
      save(ticks);
      tell();
    });
  }
  several.addEventListener("formdata", (event) => {
    const here = new Set(boxes.map((box) => box.value));
    for (const tick of ticks) if (!here.has(tick)) event.formData.append("who", tick);
  });
  tell();
}

document.querySelector(".qlist [aria-current]")?.scrollIntoView({ block: "nearest" });
