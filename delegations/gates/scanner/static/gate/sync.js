/* Keeps the list new and sends what was scanned: in order, again and again until the server says that it has it. */
import { faultOf, keysOf, newNonce, statementOf } from "./answer.js";
import { Revoked, Unreached } from "./server.js";

const EVERY = 30000; // ms between two looks at the list
const BATCH = 500;
const LONGEST = 30000; // ms, the longest pause after a failure
const THUMBS = 60; // as many as the server gives at once

/* A row of the list as it is kept. */
export const badgeOf = ([serial, state, category, party, name, thumb, who, inside, number, came, copy], asked = 0) => ({
  ...{ serial, state, category, party, name, who, asked, copy, came: came ?? [] },
  // Without a number it stands in no index of them.
  ...(number ? { number } : {}),
  thumb: Boolean(thumb),
  inside: inside ?? [],
});

export class Sync {
  /* tell({ what, … }) hears of: "list", "sent", "touch" (true or false), "revoked", "discarded" (`why` names the
     sentence). now: ms of the device's clock. */
  constructor({ store, server, tell, now = () => Date.now(), nonce = newNonce }) {
    Object.assign(this, { store, server, tell, now, nonce });
    this.failures = 0;
    this.running = null;
    this.timer = 0;
  }

  start() {
    globalThis.addEventListener?.("online", () => this.soon());
    this.soon();
  }

  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  /* Runs at once; a run that is under way is followed by another. */
  soon() {
    clearTimeout(this.timer);
    if (this.running) this.more = true;
    else this.running = this.round();
    return this.running;
  }

  async round() {
    let wait = EVERY;
    try {
      await this.send();
      await this.fetchList();
      await this.fetchThumbs();
      this.failures = 0;
      this.tell({ what: "touch", touch: true });
    } catch (error) {
      this.failures += 1;
      wait = Math.min(LONGEST, 1000 * 2 ** Math.min(this.failures, 6)) * (0.75 + Math.random() / 2);
      if (error instanceof Revoked) await this.revoked();
      else if (error instanceof Unreached) this.tell({ what: "touch", touch: false });
      else this.tell({ what: "trouble", error });
    }
    this.running = null;
    if (this.stopped) return;
    if (this.more) wait = 0;
    this.more = false;
    this.timer = setTimeout(() => this.soon(), wait);
  }

  async revoked() {
    await this.store.wipe();
    this.tell({ what: "revoked" });
  }

  async send() {
    for (;;) {
      const scans = await this.store.waiting(BATCH);
      if (!scans.length) return;
      const answer = await this.server.send(scans.map(toSend), this.now());
      const has = [...(answer.kept ?? []), ...(answer.known ?? []), ...(answer.differ ?? [])];
      const ours = new Set(scans.map((scan) => scan.number));
      const acknowledged = has.filter((number) => ours.has(number));
      await this.store.acknowledge(acknowledged, this.now());
      this.tell({ what: "sent", count: acknowledged.length });
      if (answer.revoked) await this.revoked();
      // What it didn't name is sent again, but not in a circle without a pause.
      if (acknowledged.length < scans.length) throw new Unreached("not all were acknowledged");
    }
  }

  async fetchList() {
    if (await this.store.get("revoked")) return;
    const [head, enrolled] = [await this.store.get("bundle"), await this.store.get("keys")];
    const [asked, nonce] = [this.now(), this.nonce()];
    const answer = await this.server.bundle(head ?? {}, nonce);
    // The keys of enrolment came over the same protected way as the device's own; those of a later list come signed by
    // one of them, and then alone are good: a key that was dropped signs no list any more.
    const keys = keysOf(head?.keys ?? enrolled);
    const device = (await this.store.get("device"))?.id;
    const fault = await faultOf(answer, { keys, device, nonce, etag: head?.etag });
    if (fault) {
      this.tell({ what: "discarded", why: fault });
      return;
    }
    const { at, etag } = statementOf(answer);
    const offset = Date.parse(at) - asked;
    if (!answer.data) {
      if (head) await this.store.set({ bundle: { ...head, confirmed: asked, offset } });
      this.tell({ what: "list" });
      return;
    }
    const { badges, moved = [], ...fresh } = answer.data;
    const whole = !fresh.since;
    // an answer that came late
    if (head && !whole && (fresh.since !== head.version || fresh.version < head.version)) return;
    const rows = badges.map((row) => badgeOf(row, asked));
    await this.store.takeBundle({ ...fresh, asked, confirmed: asked, offset, etag }, { rows, moved, whole });
    if (rows.length) this.pictured = false;
    await this.store.tidy(this.now());
    this.tell({ what: "list" });
    if (head && (fresh.names !== head.names || fresh.photos !== head.photos)) await this.changedPolicy(fresh);
  }

  // What devices may keep was changed: what they may keep no more goes at once, and the list comes anew.
  async changedPolicy({ photos }) {
    if (!photos) await this.store.forgetThumbs();
    const head = await this.store.get("bundle");
    await this.store.set({ bundle: { ...head, version: 0, moves: 0, etag: "" } });
    this.pictured = false;
    this.more = true;
  }

  // Photos come when all else is done, so many at a time that no scan waits for them.
  async fetchThumbs() {
    if (this.pictured || !(await this.store.get("bundle"))?.photos) return;
    const serials = await this.store.lackingThumbs(THUMBS);
    this.pictured = !serials.length;
    if (this.pictured) return;
    const pictures = await this.server.thumbs(serials);
    // A photo that there isn't is not asked for again and again.
    await this.store.putThumbs({ ...Object.fromEntries(serials.map((serial) => [serial, ""])), ...pictures });
    this.more = true;
  }
}

/* What travels of a scan. */
export const toSend = ({ number, at, serial, direction, verdict, reason, bundle }) => ({
  number,
  at: new Date(at).toISOString(),
  serial: serial ?? null,
  direction,
  verdict,
  reason,
  bundle: bundle ?? 0,
});
