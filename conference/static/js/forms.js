/* Forms: sent once, left only after a question, and fields that appear when another has a certain value. */

// ---- data-once: a second click doesn't send a second time.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  // Disabled only after the browser has read the button's name and value.
  setTimeout(() => {
    for (const button of form.querySelectorAll('button[type="submit"]')) button.disabled = true;
  });
});
// Back from the next page: the form can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once][data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll('button[type="submit"]')) button.disabled = false;
  }
});

// ---- data-unsaved: what was typed and not sent is not lost without a question.
const changed = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-unsaved]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) changed.delete(event.target);
});
// Another script has kept what was typed.
document.addEventListener("kept", (event) => changed.delete(event.target));
addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// ---- data-only-if="field=a|b": shown, and sent, only while that field has one of these values (an empty one among
// them: or none);
// without values, while it has any. What stands outside the form names it by data-of-form="ID".
const fieldValue = (form, name) => {
  const control = form.elements.namedItem(name);
  if (!control) return "";
  if (control instanceof RadioNodeList) {
    const checked = [...control].filter((box) => box.checked).map((box) => box.value);
    return checked.length ? checked.join("|") : control.value;
  }
  return control.type === "checkbox" ? (control.checked ? control.value : "") : control.value;
};
const reveal = (form) => {
  const outside = form.id ? document.querySelectorAll(`[data-only-if][data-of-form="${form.id}"]`) : [];
  for (const part of [...form.querySelectorAll("[data-only-if]"), ...outside]) {
    const [name, values] = part.dataset.onlyIf.split("=");
    const now = fieldValue(form, name).split("|").filter(Boolean);
    const wanted = values?.split("|");
    const shown = !wanted
      ? now.length > 0
      : now.length
        ? now.some((value) => wanted.includes(value))
        : wanted.includes("");
    part.hidden = !shown;
    for (const control of part.querySelectorAll("input, select, textarea, button")) {
      if (!shown && !control.disabled) {
        control.disabled = true;
        control.dataset.hiddenBy = "only-if";
      }
      if (shown && control.dataset.hiddenBy) {
        control.disabled = false;
        delete control.dataset.hiddenBy;
      }
    }
    for (const why of part.querySelectorAll("[data-asked]")) why.textContent = why.dataset.asked;
  }
};
// Fields within a hidden part may themselves decide over others: two rounds settle one level of that.
const revealAll = (form) => {
  reveal(form);
  reveal(form);
};
const start = (root) => {
  for (const part of root.querySelectorAll("[data-only-if]")) if (part.closest("form")) revealAll(part.closest("form"));
};
start(document);
document.addEventListener("change", (event) => {
  if (event.target.form) revealAll(event.target.form);
});
document.addEventListener("htmx:afterSwap", (event) => start(event.detail.target));

// ---- An error goes once its field is changed, there and in the list above the form: the server looks at it again.
const removeErrors = (target) => {
  const around = target.name === "sure" ? target.closest(".fields > div") : target.closest?.(".field");
  const field = around?.matches(".bad") ? around : around?.querySelector(".bad");
  if (!field) return;
  field.classList.remove("bad");
  for (const why of field.querySelectorAll(".why")) why.remove();
  for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const box of document.querySelectorAll(".errors[data-titles]")) {
    for (const link of box.querySelectorAll("a")) {
      const control = document.getElementById(link.hash.slice(1));
      if (control && field.contains(control)) link.closest("li").remove();
    }
    const count = box.querySelectorAll("li").length;
    if (count) box.querySelector("h2").textContent = JSON.parse(box.dataset.titles)[count - 1];
    else box.remove();
  }
};
// A field is left by the press on a button: what then moves the page waits for the release, or the button is gone from
// under the pointer and the click is lost.
let isPressed = false;
let waiting = [];
addEventListener(
  "mousedown",
  () => {
    isPressed = true;
  },
  true,
);
addEventListener(
  "mouseup",
  () => {
    isPressed = false;
    const fields = waiting;
    waiting = [];
    setTimeout(() => {
      for (const field of fields) removeErrors(field);
    });
  },
  true,
);
document.addEventListener("change", (event) => {
  if (isPressed) waiting.push(event.target);
  else removeErrors(event.target);
});

// ---- data-proposes="FIELD": a choice proposes another field's, unless something else was chosen there by hand.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-proposes]")) return;
  const proposed = JSON.parse(field.dataset.proposed);
  const other = field.form.elements.namedItem(field.dataset.proposes);
  const former = proposed[field.dataset.former ?? field.querySelector("[selected]")?.value];
  if (!(field.value in proposed)) return;
  field.dataset.former = field.value;
  if (other.value && other.value !== former) return;
  other.value = proposed[field.value];
  other.dispatchEvent(new Event("input", { bubbles: true }));
  other.dispatchEvent(new Event("change", { bubbles: true }));
});

// ---- data-least="sentence": a day before the field's least one is told at once, as the server would.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches?.("input[data-least]")) return;
  const early = field.value !== "" && field.value < field.min;
  let why = document.getElementById(`${field.id}_least`);
  if (early && !why) {
    why = Object.assign(document.createElement("p"), {
      id: `${field.id}_least`,
      className: "why",
      textContent: field.dataset.least,
    });
    why.setAttribute("role", "alert");
    field.after(why);
  } else if (!early) {
    why?.remove();
  }
  if (early) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
});

// ---- data-file="address": the answer is a file, which leaves the page as it was. The server sets a cookie with the
// file's mark; then the address is shown, where things stand as they are now. Without a script the page is looked at
// again by hand.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-file]") || event.defaultPrevented) return;
  const mark = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  const field =
    form.elements.namedItem("mark") ??
    form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "mark" }));
  field.value = mark;
  const asked = Date.now();
  const look = setInterval(() => {
    const came = document.cookie.split("; ").includes(`file=${mark}`);
    if (came) location.assign(form.dataset.file);
    if (came || Date.now() - asked > 120000) clearInterval(look);
  }, 200);
});
