/* A change of language keeps what was typed and chosen, files too: it waits in the browser's own store until the page
   is there in the other language, and is taken out again at once. Without this script the other language opens in a tab
   of its own, so that what was typed stays. */
const MARK = "typed-before-language"; // in sessionStorage: the page's path
const FORMS = 'form[method="post" i]:not(.pick-list)';
const touched = new Set();

const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("language", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("forms");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
// Runs `act` on the store of forms, and returns what its request gave when all is written.
const inStore = async (act) => {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("forms", "readwrite");
      const request = act(transaction.objectStore("forms"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
};

const controls = (form) =>
  [...form.elements].filter(
    (control) =>
      control.name && control.name !== "csrfmiddlewaretoken" && !/^(submit|button|reset|password)$/.test(control.type),
  );
// Names and places tell the controls of one form apart, such as boxes of one name.
const read = (form) =>
  controls(form).map((control) => ({
    name: control.name,
    value: control.type === "file" ? "" : control.value,
    checked: control.checked,
    chosen: [...(control.selectedOptions ?? [])].map((option) => option.value),
    files: [...(control.files ?? [])],
  }));
const write = (form, fields) => {
  const present = controls(form);
  const filled = [];
  for (const { name, value, checked, chosen, files } of fields) {
    const place = present.findIndex((control) => control.name === name);
    if (place < 0) continue;
    const [control] = present.splice(place, 1);
    if (control.type === "file") {
      if (!files.length) continue;
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(file);
      control.files = transfer.files;
    } else if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked === checked) continue;
      control.checked = checked;
    } else if (control.options) {
      if ([...control.selectedOptions].map((option) => option.value).join() === chosen.join()) continue;
      for (const option of control.options) option.selected = chosen.includes(option.value);
    } else {
      if (control.value === value) continue;
      control.value = value;
    }
    filled.push(control);
  }
  for (const control of filled)
    for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
};

document.addEventListener("input", (event) => {
  if (event.target.form) touched.add(event.target.form);
});

const key = (form) => form.id || form.getAttribute("action") || "";
const formsToKeep = () =>
  [...document.querySelectorAll(FORMS)].filter(
    (form) => touched.has(form) || form.querySelector('[aria-invalid="true"]'),
  );
const keep = async () => {
  const forms = formsToKeep().map((form) => [key(form), read(form)]);
  if (!forms.length) return;
  try {
    await inStore((store) => store.put(forms, location.pathname));
    sessionStorage.setItem(MARK, location.pathname);
    for (const form of touched) form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
  } catch {
    // The browser keeps nothing: it asks before the page is left.
  }
};
for (const form of document.querySelectorAll("form[data-language]")) form.removeAttribute("target");
let stored = false;
addEventListener("pageshow", () => {
  stored = false;
});
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("[data-language]") || stored || !formsToKeep().length) return;
  event.preventDefault();
  await keep();
  stored = true;
  // What the server keeps while one types is gone on with, its photo too.
  if ([...touched].some((typed) => typed.matches("[data-draft]:not([data-draft-waits])")))
    form.elements.namedItem("next").value = `${location.pathname}?continue=1`;
  // Within the event's own dispatch a form is not submitted again: if nothing could be stored, that is not over yet.
  setTimeout(() => form.requestSubmit(submitter));
});
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-language] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await keep();
  location.assign(link.href);
});

// After all scripts of the page have begun, so that each hears of the values as if they were typed.
addEventListener("load", async () => {
  const path = sessionStorage.getItem(MARK);
  if (path === null) return;
  sessionStorage.removeItem(MARK);
  const forms = await inStore((store) => store.get(path));
  await inStore((store) => store.clear());
  if (path !== location.pathname) return;
  for (const form of document.querySelectorAll(FORMS)) {
    const place = (forms ?? []).findIndex(([name]) => name === key(form));
    if (place >= 0) write(form, forms.splice(place, 1)[0][1]);
  }
});
