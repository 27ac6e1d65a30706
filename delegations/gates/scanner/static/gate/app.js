/* The scanner: puts the parts together. What it keeps is in store.js, what it decides in judge.js, what one sees in
   view.js. */
import { Camera } from "./camera.js";
import { Judge } from "./judge.js";
import { keepInstalled } from "./install.js";
import { Declined, Server, Unreached } from "./server.js";
import { Signal } from "./signal.js";
import { Store } from "./store.js";
import { Sync } from "./sync.js";
import { isPartOfNumber } from "./token.js";
import { View } from "./view.js";
import { listen } from "./wedge.js";
import { Words } from "./words.js";

const TICK = 5000; // ms between two looks at the list's age
const find = (id) => document.getElementById(id);

class App {
  constructor() {
    this.words = new Words(find("gate-words"));
    this.view = new View(this.words);
    this.signal = new Signal();
    this.server = new Server();
    this.direction = "in";
    this.found = null;
    this.turn = Promise.resolve();
  }

  async start() {
    this.store = await Store.open();
    this.judge = new Judge({ store: this.store, server: this.server });
    const url = find("gate").dataset.reader;
    const failed = (why) => this.view.camera("none", why);
    this.camera = new Camera({ video: find("video"), url, found: (text) => this.seen(text), failed });
    this.sync = new Sync({ store: this.store, server: this.server, tell: (news) => this.hear(news) });
    this.listen();
    await navigator.storage?.persist?.().catch(() => false);
    const key = await this.store.get("key");
    await (key ? this.work(key) : this.askForCode());
    keepInstalled({ ready: () => this.idle(), offer: () => this.view.trouble("new-version") });
  }

  idle() {
    return ["enrol", "ready"].includes(this.view.page.dataset.part);
  }

  // --- a new device
  // ----------------------------------------------------------------------------------------------------

  askForCode() {
    this.view.show("enrol");
    const code = decodeURIComponent(location.hash.slice(1));
    if (code) find("code").value = code;
    // The code stands in no history.
    if (code) history.replaceState(null, "", location.pathname + location.search);
    find("code").focus();
  }

  async enrol(code) {
    this.view.trouble("");
    find("enrol-button").disabled = true;
    try {
      const given = await new Server().enrol(code.trim().toUpperCase());
      await this.store.enrol({ key: given.key, gate: given.gate, keys: given.keys, device: given.device });
      await this.work(given.key);
    } catch (error) {
      if (error instanceof Unreached) this.view.trouble("enrol-unreached");
      else if (error instanceof Declined) this.view.trouble(error.message);
      else this.view.trouble("enrol-waiting");
    }
    find("enrol-button").disabled = false;
  }

  // --- at work
  // ---------------------------------------------------------------------------------------------------------

  async work(key) {
    this.server.key = key;
    await this.judge.refresh();
    this.direction = (await this.store.get("direction")) ?? "in";
    this.signal.loud = (await this.store.get("loud")) ?? true;
    this.facing();
    this.draw();
    this.view.show(this.judge.revoked ? "revoked" : "ready");
    this.view.camera("off");
    this.sync.start();
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.draw(), TICK);
    if (await this.store.get("camera")) await this.startCamera();
    this.stayAwake();
  }

  facing() {
    const only = this.judge.gate.direction;
    if (only && only !== "both") this.direction = only;
    this.view.direction(this.direction);
  }

  state() {
    const { head, gate, touch, revoked } = this.judge;
    return { head, gate, touch, revoked, age: this.judge.age(), figures: this.judge.figures() };
  }

  draw() {
    const state = this.state();
    this.view.gate(state);
    this.view.net(state);
    this.view.figures({ ...state, corner: this.found?.verdict === "refused" ? "refused" : "entered" });
    find("sound").setAttribute("aria-pressed", String(this.signal.loud));
  }

  async hear(news) {
    if (news.what === "touch") this.judge.touch = news.touch;
    if (news.what === "discarded") this.view.trouble(news.why);
    if (news.what === "trouble") this.view.trouble(String(news.error));
    if (["list", "sent", "revoked"].includes(news.what)) await this.judge.refresh();
    if (news.what === "list") {
      this.view.trouble("");
      this.facing();
    }
    if (news.what === "revoked") this.revoked();
    this.draw();
  }

  revoked() {
    this.camera.stop();
    this.view.show("revoked");
    this.view.say(this.words.say("why-device-revoked"));
  }

  // A badge that happens to be in sight takes no decision away from the guard; a reader, or typing, is meant.
  seen(text) {
    const undecided = this.found?.verdict === "check" && this.found.direction === "in";
    if (!undecided) this.scan(text);
  }

  /* One badge after another, in the order in which they were held up. */
  scan(text) {
    this.turn = this.turn
      .then(() => this.one(text))
      .catch((error) => this.view.trouble("not-kept", { error: String(error) }));
    return this.turn;
  }

  async one(text) {
    if (!this.server.key || this.view.page.dataset.part === "revoked") return;
    const before = this.judge.touch;
    const found = await this.judge.judge(text, this.direction);
    this.found = found;
    // One answer that stayed away may be chance: it is tried again at once, and then less and less often.
    if (before && !this.judge.touch) this.sync.soon();
    const corrected = this.judge.corrected(found.scan.at);
    this.view.result(found, { ...this.state(), corrected });
    this.signal.give(found);
    this.draw();
    if (found.online && Number.isInteger(found.inside)) this.shownInside(found.inside);
    if (this.judge.revoked) this.revoked();
    else await this.picture(found);
  }

  // The server has just counted; the list's own count follows with the next one.
  shownInside(inside) {
    this.view.figures({ ...this.state(), figures: { ...this.judge.figures(), inside } });
  }

  async picture(found) {
    const serial = found.scan.serial;
    if (!serial || !(found.badge?.thumb || found.bearer?.photo)) return;
    let source = await this.store.thumb(serial);
    if (source === undefined && this.judge.touch) {
      const pictures = await this.server.thumbs([serial]).catch(() => ({}));
      source = pictures[serial];
      // Where devices may keep no photos, the server shows that of a badge which was just scanned.
      if (source && this.judge.head?.photos) await this.store.putThumbs({ [serial]: source });
    }
    if (source && this.found === found) this.view.photo(source);
  }

  async decideByHand(verdict, reason, name) {
    const found = this.found;
    if (!found) return;
    const person = find("person").textContent;
    this.found = null;
    await this.judge.byHand(found, verdict, reason);
    this.next();
    this.view.done(name, found.badge?.name || found.bearer ? person : "");
    this.sync.soon();
  }

  next() {
    this.found = null;
    this.view.done("");
    this.view.show("ready");
    this.draw();
  }

  // --- camera, reader, buttons
  // -----------------------------------------------------------------------------------------

  async startCamera() {
    try {
      await this.camera.start();
      this.view.camera("on");
      await this.store.set({ camera: true });
    } catch (error) {
      const denied = error.name === "NotAllowedError";
      this.view.camera(denied ? "denied" : "none", denied ? "" : error.name);
    }
  }

  stayAwake() {
    const ask = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
    document.addEventListener("visibilitychange", ask);
    ask();
  }

  listen() {
    listen((text) => this.scan(text));
    addEventListener("pointerdown", () => this.signal.wake());
    addEventListener("keydown", () => this.signal.wake());
    addEventListener("offline", () => this.hear({ what: "touch", touch: false }));
    addEventListener("hashchange", () => this.view.page.dataset.part === "enrol" && this.askForCode());
    find("enrol-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.enrol(find("code").value);
    });
    find("typed-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = find("typed").value;
      const part = isPartOfNumber(text);
      find("typed").setAttribute("aria-invalid", String(part));
      if (text.trim() && part) return this.view.done("part");
      find("typed").value = "";
      if (text.trim()) this.scan(text);
    });
    find("direction").addEventListener("click", ({ target }) => this.choose(target.closest("button")?.value));
    find("camera-start").addEventListener("click", () => this.startCamera());
    find("again").addEventListener("click", () => this.askForCode());
    find("sound").addEventListener("click", () => this.mute());
    find("language").addEventListener("change", ({ target }) =>
      location.assign(`${location.pathname}?lang=${target.value}`),
    );
    const acts = {
      next: () => this.next(),
      undo: () => this.decideByHand("enter", "undone", "undone"),
      seen: () => this.decideByHand("enter", "by-hand", "let-in"),
      not: () => this.decideByHand("refused", "by-hand", "not-let-in"),
    };
    find("acts").addEventListener("click", ({ target }) => acts[target.closest("button")?.value]?.());
  }

  async choose(direction) {
    if (!direction) return;
    this.direction = direction;
    this.view.direction(direction);
    this.view.say(this.words.say(`direction-${direction}`));
    await this.store.set({ direction });
  }

  async mute() {
    this.signal.loud = !this.signal.loud;
    await this.store.set({ loud: this.signal.loud });
    this.draw();
  }
}

const app = new App();
// The tests of the browser ask it, and whoever helps at a gate.
globalThis.gate = app;
app.start().catch((error) => {
  app.view.show("enrol");
  app.view.trouble("no-storage", { error: String(error) });
});
