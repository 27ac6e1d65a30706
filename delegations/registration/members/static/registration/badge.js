/* The badge beside the form follows what is typed: name, function, category, and the photo in its frame. */
const badge = document.querySelector("[data-badge]");
const form = document.querySelector("form[data-unsaved]");
// A field that doesn't apply is disabled, and prints nothing.
const valueOf = (name) => {
  const field = form.elements.namedItem(name);
  return field && !field.disabled ? field.value.trim() : "";
};
const part = (name) => badge.querySelector(`[data-badge-${name}]`);
const LONG_NAME = 24;

const words = () => {
  const native = valueOf("name_native");
  const typed = valueOf("name_on_badge") || `${valueOf("given_names")} ${valueOf("family_name")}`.trim();
  const honorific = valueOf("honorific");
  const name = typed && !typed.startsWith(honorific) ? `${honorific} ${typed}` : typed;
  const box = part("name").parentElement;
  part("name").textContent = name;
  part("native").textContent = native;
  box.querySelector("br")?.remove();
  if (native && name) part("native").after(document.createElement("br"));
  box.classList.toggle("long", name.length > LONG_NAME);
  part("function").textContent = valueOf("functional_title");
};

const kind = () => {
  const template = document.querySelector(`template[data-badge-kind="${CSS.escape(valueOf("category"))}"]`);
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
  canvas.getContext("2d").drawImage(bitmap, x, y, w, w * 4 / 3, 0, 0, 300, 400);
  part("photo").replaceChildren(canvas);
};

if (badge && form) {
  form.addEventListener("input", words);
  form.addEventListener("change", kind);
  const frame = form.querySelector('[data-check="frame"]');
  if (frame) new MutationObserver(photo).observe(frame, { childList: true });
}
