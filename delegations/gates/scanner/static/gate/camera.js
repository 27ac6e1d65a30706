/* The camera: looks for a code ten times a second, and says each badge once while it is held before it. */
const EVERY = 100; // ms between two looks
const AWAY = 1500; // ms that a code must be out of sight before it counts as shown again

export class Camera {
  /* video: the element; url: of the worker; found(text): what was read; failed(why): pictures can't be read in this
     browser. */
  constructor({ video, url, found, failed }) {
    Object.assign(this, { video, url, found, failed });
    this.seen = { text: "", at: 0 };
  }

  get on() {
    return Boolean(this.stream);
  }

  /* Throws what getUserMedia throws: no camera, not allowed, in use. */
  async start() {
    if (!navigator.mediaDevices) throw new DOMException("no camera", "NotFoundError");
    const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    for (const track of this.stream.getTracks()) track.addEventListener("ended", () => this.stop());
    this.video.srcObject = this.stream;
    await this.video.play();
    if (!this.worker) this.#hire();
    this.busy = false;
    this.timer = setInterval(() => this.#look(), EVERY);
  }

  stop() {
    clearInterval(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  #hire() {
    this.worker = new Worker(this.url, { type: "module" });
    this.worker.addEventListener("message", ({ data }) => {
      this.busy = false;
      if (data.error) this.#broken(data.error);
      if (data.text) this.#read(data.text);
    });
    this.worker.addEventListener("error", (event) => {
      this.#broken(event.message ?? "worker");
    });
  }

  #broken(why) {
    this.busy = false;
    this.stop();
    this.failed(why);
  }

  async #look() {
    if (this.busy || document.hidden || this.video.readyState < 2) return;
    this.busy = true;
    try {
      const bitmap = await createImageBitmap(this.video);
      this.worker.postMessage(bitmap, [bitmap]);
    } catch {
      this.busy = false; // the camera is just starting or stopping
    }
  }

  #read(text) {
    const now = performance.now();
    const again = text === this.seen.text && now - this.seen.at < AWAY;
    this.seen = { text, at: now };
    if (!again) this.found(text);
  }
}
