/* The badge beside the form follows what is typed: name, function, category, and the photo in its frame. */
const badge = document.querySelector("[data-badge]");
const form = document.querySelector("form[data-unsaved]");
// A field that doesn't apply is disabled, and prints nothing.
const fieldValue = (name) => {
  const field = form.elements.namedItem(name);
  return field && !field.disabled ? field.value.trim() : "";
};
const part = (name) => badge.querySelector(`[data-badge-${name}]`);
const LONG_NAME = 24;

// The honorific in the language of the badges, as conference/printing/badges/words.py places it: once, on the side that
// the language says it, beside the name in that language's script if there is one.
const LETTERS = { ARABIC: /\p{Script=Arabic}/u, CYRILLIC: /\p{Script=Cyrillic}/u, CJK: /\p{Script=Han}/u };
const spoken = JSON.parse(document.getElementById("badge-honorifics")?.textContent ?? "{}");

const called = (honorific, typed) => {
  const name = typed.startsWith(`${honorific} `) ? typed.slice(honorific.length + 1).trim() : typed;
  const text = spoken.honorifics[honorific] ?? honorific;
  if (!spoken.after || !(honorific in spoken.honorifics)) return `${text} ${name}`.trim();
  return LETTERS.CJK.test(name.slice(-1)) ? name + text : `${name} ${text}`;
};

const isInScript = (name) => {
  const letters = name.match(/\p{L}/gu) ?? [];
  return (
    spoken.script in LETTERS && letters.length > 0 && letters.every((letter) => LETTERS[spoken.script].test(letter))
  );
};

const words = () => {
  let native = fieldValue("name_native");
  let name = fieldValue("name_on_badge");
  const documented = `${fieldValue("given_names")} ${fieldValue("family_name")}`.trim();
  if (documented && !/\p{Script=Latin}/u.test(name)) {
    native ||= name;
    name = documented;
  }
  if (native.trim().toLowerCase() === name.trim().toLowerCase()) native = "";
  const honorific = fieldValue("honorific");
  if (name && isInScript(native)) {
    name = name.startsWith(`${honorific} `) ? name.slice(honorific.length + 1).trim() : name;
    native = called(honorific, native);
  } else if (name) {
    name = called(honorific, name);
  }
  const box = part("name").parentElement;
  part("name").textContent = name;
  part("native").textContent = native;
  box.querySelector("br")?.remove();
  if (native && name) part("native").after(document.createElement("br"));
  box.classList.toggle("long", name.length > LONG_NAME);
  part("function").textContent = fieldValue("functional_title");
};

const kind = () => {
  const template = document.querySelector(`template[data-badge-kind="${CSS.escape(fieldValue("category"))}"]`);
  const copy = template?.content.cloneNode(true);
  for (const name of ["zones", "days", "band"]) {
    part(name).replaceChildren(...(copy?.querySelector(`[data-part="${name}"]`).childNodes ?? []));
  }
  part("band").className = `badge-band ${template?.dataset.band ?? ""}`.trim();
};

// The photo is drawn anew whenever crop.js has settled its frame, which it tells in the line "frame".
let seen = null;
let bitmap = null;
const photo = async () => {
  const file = form.querySelector("[data-crop-file]").files[0];
  const [x, y, w] = ["x", "y", "w"].map((name) => Number(form.querySelector(`[data-crop-${name}]`).value));
  if (!file || !w) return;
  if (seen !== file) {
    bitmap = await createImageBitmap(file).catch(() => null);
    seen = file;
  }
  if (!bitmap) return;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 300, height: 400, className: "portrait" });
  canvas.getContext("2d").drawImage(bitmap, x, y, w, (w * 4) / 3, 0, 0, 300, 400);
  part("photo").replaceChildren(canvas);
};

if (badge && form) {
  form.addEventListener("input", words);
  form.addEventListener("change", kind);
  const frame = form.querySelector('[data-check="frame"]');
  if (frame) new MutationObserver(photo).observe(frame, { childList: true });
}
