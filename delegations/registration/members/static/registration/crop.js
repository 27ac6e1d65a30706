/* The photo for the badge: checked before it travels, and framed 3 : 4 by mouse, arrow keys or slider.

   parts/crop.html holds the markup. A file that is no JPEG or PNG, too heavy, too small or too large is refused at
   once, by its first bytes, without decoding it; its name doesn't count. x, y and w are pixels of the upright picture
   (after its EXIF rotation); the height is w * 4 / 3. The server reckons all of it again. */
const HEAD = 512 * 1024;
const u16 = (view, at) => view.getUint16(at);
const u32 = (view, at) => view.getUint32(at);

// Kind and size of a picture from its first bytes, or null. A JPEG is walked segment by segment to its frame header.
const measure = (view) => {
  if (view.byteLength > 24 && u32(view, 0) === 0x89504e47)
    return { kind: "PNG", width: u32(view, 16), height: u32(view, 20) };
  if (view.byteLength < 4 || u16(view, 0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < view.byteLength; ) {
    const marker = u16(view, at);
    if (marker < 0xff00) return null;
    const frame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (frame) return { kind: "JPEG", width: u16(view, at + 7), height: u16(view, at + 5) };
    at += 2 + u16(view, at + 2);
  }
  return { kind: "JPEG", width: 0, height: 0 };
};

class Crop {
  constructor(root) {
    this.root = root;
    this.file = root.querySelector("[data-crop-file]");
    this.stage = root.querySelector("[data-crop-stage]");
    this.zoom = root.querySelector("[data-crop-zoom]");
    this.fields = Object.fromEntries(["x", "y", "w"].map((name) => [name, root.querySelector(`[data-crop-${name}]`)]));
    this.limits = {
      width: +root.dataset.minWidth,
      height: +root.dataset.minHeight,
      bytes: +root.dataset.maxBytes,
      side: +root.dataset.maxSide,
    };
    this.before = [...this.stage.childNodes];
    this.canvas = document.createElement("canvas");
    this.stage.hidden = false;
    for (const part of root.querySelectorAll("[data-crop-tools]")) part.hidden = false;
    this.file.addEventListener("change", () => this.take());
    this.zoom.addEventListener("input", () => this.resize(+this.zoom.value));
    this.stage.addEventListener("keydown", (event) => this.key(event));
    this.stage.addEventListener("pointerdown", (event) => this.grab(event));
    new ResizeObserver(() => this.draw()).observe(this.stage);
  }

  tell(name, ok, values) {
    const line = this.root.querySelector(`[data-check="${name}"]`);
    if (!line) return;
    line.className = ok === null ? "" : ok ? "ok" : "no";
    const words = ok === null ? line.dataset.rule : ok ? line.dataset.ok : line.dataset.no;
    line.textContent = words.replace(/\{(\w+)\}/g, (whole, key) => values?.[key] ?? whole);
  }

  refuse() {
    this.file.value = "";
    this.picture = null;
    this.zoom.disabled = true;
    for (const field of Object.values(this.fields)) field.value = "";
    this.stage.replaceChildren(...this.before);
    this.stage.tabIndex = -1;
  }

  async take() {
    const file = this.file.files[0];
    for (const name of ["type", "size", "pixels", "frame"]) this.tell(name, null);
    if (!file) {
      this.refuse();
      return;
    }
    const found = measure(new DataView(await file.slice(0, HEAD).arrayBuffer()));
    const number = new Intl.NumberFormat(document.documentElement.lang);
    const mega = number.format(Math.ceil(file.size / 104857.6) / 10);
    this.tell("type", Boolean(found), { kind: found?.kind, name: file.name });
    this.tell("size", file.size <= this.limits.bytes, { size: mega });
    if (!found || file.size > this.limits.bytes) {
      this.refuse();
      return;
    }
    const huge = Math.max(found.width, found.height) > this.limits.side;
    let picture = null;
    if (!huge) picture = await createImageBitmap(file).catch(() => null);
    const width = picture?.width ?? found.width;
    const height = picture?.height ?? found.height;
    const fits = !huge && width >= this.limits.width && height >= this.limits.height;
    this.tell("pixels", fits, { width: number.format(width), height: number.format(height) });
    if (!picture && !huge) this.tell("type", false, { name: file.name });
    if (!fits || !picture) {
      this.refuse();
      return;
    }
    this.picture = picture;
    this.most = Math.min(width, (height * 3) / 4);
    // The frame may not be so small that less than the least photo is left.
    this.least = Math.min(this.most, Math.max(this.limits.width, (this.limits.height * 3) / 4));
    this.frame = { w: this.most, x: (width - this.most) / 2, y: Math.max(0, (height - (this.most * 4) / 3) / 3) };
    this.zoom.disabled = this.most - this.least < 1;
    this.zoom.value = 100;
    this.stage.tabIndex = 0;
    this.stage.replaceChildren(this.canvas);
    this.settle();
  }

  resize(percent) {
    if (!this.picture) return;
    const w = this.least + ((this.most - this.least) * percent) / 100;
    this.frame.x += (this.frame.w - w) / 2;
    this.frame.y += ((this.frame.w - w) * 2) / 3;
    this.frame.w = w;
    this.settle();
  }

  // Keeps the frame within the picture, writes it into the form, draws it.
  settle() {
    const { picture, frame } = this;
    frame.x = Math.min(Math.max(0, frame.x), picture.width - frame.w);
    frame.y = Math.min(Math.max(0, frame.y), picture.height - (frame.w * 4) / 3);
    this.fields.x.value = Math.round(frame.x);
    this.fields.y.value = Math.round(frame.y);
    this.fields.w.value = Math.floor(frame.w);
    const number = new Intl.NumberFormat(document.documentElement.lang);
    this.tell("frame", true, {
      width: number.format(Math.floor(frame.w)),
      height: number.format(Math.floor((frame.w * 4) / 3)),
    });
    this.draw();
  }

  key(event) {
    if (!this.picture || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = this.frame.w * (event.shiftKey ? 0.1 : 0.02);
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const sizes = { "+": 5, "=": 5, "-": -5, "−": -5 };
    if (moves[event.key]) {
      this.frame.x += moves[event.key][0];
      this.frame.y += moves[event.key][1];
      this.settle();
    } else if (sizes[event.key]) {
      this.zoom.value = +this.zoom.value + sizes[event.key];
      this.resize(+this.zoom.value);
    } else return;
    event.preventDefault();
    const part = (value, whole) => Math.round((100 * value) / whole);
    const words = this.root.dataset.sayFrame
      .replace("{x}", part(this.frame.x, this.picture.width))
      .replace("{y}", part(this.frame.y, this.picture.height))
      .replace("{size}", part(this.frame.w, this.most));
    document.dispatchEvent(new CustomEvent("say", { detail: words }));
  }

  grab(event) {
    if (!this.picture || event.button !== 0) return;
    event.preventDefault();
    this.stage.focus();
    this.stage.setPointerCapture(event.pointerId);
    let last = [event.clientX, event.clientY];
    const move = (at) => {
      this.frame.x += (at.clientX - last[0]) / this.scale;
      this.frame.y += (at.clientY - last[1]) / this.scale;
      last = [at.clientX, at.clientY];
      this.settle();
    };
    this.stage.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"])
      this.stage.addEventListener(name, () => this.stage.removeEventListener("pointermove", move), { once: true });
  }

  draw() {
    if (!this.picture || !this.canvas.isConnected) return;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    this.scale = Math.min(width / this.picture.width, height / this.picture.height);
    const { x, y, w } = this.frame;
    const pen = this.canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.translate((width - this.picture.width * this.scale) / 2, (height - this.picture.height * this.scale) / 2);
    pen.drawImage(this.picture, 0, 0, this.picture.width * this.scale, this.picture.height * this.scale);
    const box = [x, y, w, (w * 4) / 3].map((value) => value * this.scale);
    const shade = new Path2D();
    shade.rect(-width, -height, 3 * width, 3 * height);
    shade.rect(...box);
    pen.fillStyle = "rgb(12 24 38 / 58%)";
    pen.fill(shade, "evenodd");
    pen.strokeStyle = "#fff";
    pen.strokeRect(...box);
    pen.setLineDash([3, 3]);
    pen.strokeStyle = "rgb(255 255 255 / 55%)";
    for (const part of [1 / 3, 2 / 3]) {
      pen.strokeRect(box[0] + box[2] * part, box[1], 0, box[3]);
      pen.strokeRect(box[0], box[1] + box[3] * part, box[2], 0);
    }
  }
}

for (const root of document.querySelectorAll("[data-crop]")) new Crop(root);
