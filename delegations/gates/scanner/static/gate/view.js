/* Draws what there is to see. Decides nothing; every word comes from the server (words.js). */
import { heard } from "./signal.js";
import { STALE } from "./verdict.js";

const DEAD = new Set(["superseded", "revoked", "lost"]);
// Which limit of a zone each reason speaks of.
const QUOTAS = {
  "delegation-full": "per_delegation",
  "quota-unknown": "per_delegation",
  "room-full": "capacity",
  "count-unknown": "capacity",
};
const SMALLEST = 18; // pixels of a name beside the photo; a longer word gets the whole width instead
const find = (id) => document.getElementById(id);

const element = (name, className = "", text = "") => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
};

const copyOf = ({ bearer, badge }) => bearer?.copy ?? badge?.copy;

export class View {
  constructor(words) {
    this.words = words;
    this.page = find("gate");
    this.flags = this.page.dataset.flags;
    // Without a network a flag may not be there yet; a broken picture would look like a fault.
    find("flag").addEventListener("error", ({ target }) => (target.hidden = true));
    addEventListener("resize", () => this.#fit());
    document.fonts.ready.then(() => this.#fit());
  }

  /* One of loading, enrol, ready, result, revoked. */
  show(part) {
    this.page.dataset.part = part;
    for (const section of this.page.querySelectorAll("[data-part-of]"))
      section.hidden = !section.dataset.partOf.split(" ").includes(part);
    // The camera goes on behind the verdict; some browsers stop a video that is not displayed at all.
    const ready = find("ready");
    ready.inert = part === "result";
    if (ready.inert) ready.hidden = false;
  }

  say(text) {
    find("gate-live").textContent = text;
  }

  gate({ gate, head }) {
    const zone = head?.zones.find((one) => one.letter === gate.zone);
    const name = this.words.text(head?.occasion?.name ?? gate.name) || this.words.say("title");
    find("gate-name").textContent =
      zone && !head.occasion ? this.words.say("gate-and-zone", { gate: name, zone: zone.letter }) : name;
    find("direction").hidden = gate.direction !== "both";
  }

  direction(chosen) {
    for (const button of find("direction").querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.value === chosen));
    this.page.dataset.direction = chosen;
  }

  /* The corner: in touch, or yellow with the minutes since the list was true. */
  net({ head, touch, age }) {
    const bad = !touch || age > STALE;
    const minutes = this.#minutes(age);
    const late = !head ? "offline-no-list" : touch ? "list-old" : "offline";
    find("net").classList.toggle("off", bad);
    find("net-words").textContent = bad ? this.words.say(late, { minutes }) : this.words.say("in-touch");
  }

  // A clock that was set back leaves an age that nobody knows.
  #minutes(age) {
    return Number.isFinite(age) ? this.words.n(Math.floor(age / 60)) : "?";
  }

  /* Counts and the line about the list. figures: as the judge gives them. */
  figures({ figures, head, gate, touch, age, revoked, corner = "entered" }) {
    const { words } = this;
    const sure = touch && age <= STALE;
    const place = head?.occasion ? null : head?.zones.find((one) => one.letter === (gate.zone ?? ""));
    const values = { zone: gate.zone ?? "", most: place?.capacity ? words.n(place.capacity) : "" };
    const inside = figures.inside === null ? "–" : `${sure ? "" : "~ "}${words.n(figures.inside)}`;
    const area = head?.occasion ? "in-hall" : gate.zone ? "in-zone" : "in-site";
    const where = `${area}${sure ? (values.most ? "-of" : "") : "-known"}`;
    const second = figures.waiting && !touch ? "waiting" : corner;
    for (const box of this.page.querySelectorAll("[data-counter]")) {
      const [first, other] = box.children;
      first.firstElementChild.textContent = inside;
      first.lastElementChild.textContent = words.say(where, values);
      other.firstElementChild.textContent = words.n(figures[second]);
      other.lastElementChild.textContent = words.say(`count-${second}`);
    }
    for (const line of this.page.querySelectorAll("[data-list-line]"))
      line.textContent = this.#listLine(figures, head, touch, revoked);
  }

  #listLine(figures, head, touch, revoked) {
    const { words } = this;
    // No list comes any more; what was scanned before is still sent.
    if (revoked) return words.say(figures.waiting ? "some-wait" : "nothing-waits", { count: words.n(figures.waiting) });
    if (!head) return words.say("no-list");
    const at = head.confirmed + head.offset;
    const list = words.say("list-as-at", {
      time: words.clock(at, head.zone_name, true),
      zone: words.zone(at, head.zone_name),
    });
    const rest = !figures.waiting ? "nothing-waits" : touch ? "some-wait" : "go-on";
    return `${list} ${words.say(rest, { count: words.n(figures.waiting) })}`;
  }

  /* The verdict and its bearer. */
  result(found, { head, gate, age, corrected }) {
    const { words } = this;
    const values = this.#values(found, { head, gate, age, corrected });
    const name = found.reason || "good";
    const box = find("verdict");
    box.className = `verdict ${found.verdict}`;
    for (const mark of box.querySelectorAll("[data-mark]"))
      mark.toggleAttribute("hidden", mark.dataset.mark !== found.verdict);
    find("verdict-word").textContent = words.say(found.reason === "left" ? "word-left" : `word-${found.verdict}`);
    find("verdict-why").textContent = words.say(`why-${name}${values.more}`, values);
    const what = [this.#asksForCopy(found) ? "only-copy" : "", `what-${name}`].filter((one) => words.has(one));
    find("verdict-what").textContent = what.map((one) => words.say(one, values)).join("\n");
    this.#bearer(found, head);
    this.#zones(found, head, gate, values);
    this.#acts(found);
    this.#help(found, head);
    this.show("result");
    this.#fit();
    const said = [find("verdict-word"), find("verdict-why"), find("verdict-what"), find("person"), find("party-name")];
    // Sentences end with their own full stop; words get one, so that a screen reader pauses once between them.
    this.say(
      said
        .map((part) => part.textContent.trim())
        .filter(Boolean)
        .map((text) => (/[.!?。！？؟]$/.test(text) ? text : `${text}.`))
        .join(" "),
    );
  }

  #values(found, { head, gate, age, corrected }) {
    const { words } = this;
    const category = head?.categories[found.bearer?.letter ?? found.badge?.category];
    const time = (at) => (head ? words.clock(at, head.zone_name) : "");
    const since = typeof found.since === "string" ? Date.parse(found.since) : found.since;
    const values = {
      zone: gate.zone ? words.say("zone-named", { zone: gate.zone }) : words.say("the-site"),
      minutes: this.#minutes(age),
      time: head ? time(head.confirmed + head.offset) : "",
      since: since ? time(since) : "",
      where: found.where || words.text(gate.name),
      of: found.bearer?.number ?? found.badge?.number ?? "",
      most: this.#most(found.reason, head, gate),
      days: category?.days.length ? words.days(category.days) : words.say("every-day"),
      now: time(corrected),
      number: found.bearer?.number ?? "",
      copy: copyOf(found) ?? "",
    };
    return { ...values, more: this.#more(found.reason, values) };
  }

  // The longer sentence where more is known.
  #more(reason, { since, number, most }) {
    if (["already-inside", "here-already"].includes(reason)) return since ? "-more" : "";
    if (QUOTAS[reason]) return most ? "-more" : "";
    return ["", "superseded"].includes(reason) && number ? "-more" : "";
  }

  // By its number alone a copy that was lost is as good as the one that is valid.
  #asksForCopy(found) {
    return found.typed && found.verdict !== "refused" && copyOf(found) > 1;
  }

  // How many places there are, of the quota that is the reason.
  #most(reason, head, gate) {
    const most = head?.zones.find((one) => one.letter === gate.zone)?.[QUOTAS[reason]];
    return Number.isInteger(most) ? this.words.n(most) : "";
  }

  #bearer({ bearer, badge, guest, verdict, reason }, head) {
    const { words } = this;
    const letter = bearer?.letter ?? badge?.category;
    const category = head?.categories[letter];
    const party = words.party(bearer?.party_code ?? guest?.party ?? badge?.party);
    const kind = guest?.companion
      ? words.say("companion")
      : words.text(category?.name) || bearer?.category || (guest ? words.say("guest") : "");
    // A guest's own code says of no category.
    const known = Boolean(letter || guest || bearer);
    find("bearer").classList.toggle("nobody", !known);
    find("person").textContent =
      bearer?.name ?? guest?.name ?? badge?.name ?? (known ? words.say("name-not-kept") : "");
    find("party-name").textContent = known ? party.name || bearer?.party || "" : "";
    const flag = find("flag");
    flag.hidden = !known || !party.flag;
    if (!flag.hidden) flag.src = `${this.flags}${party.flag}.svg`;
    find("cat-letter").textContent = letter ?? "";
    find("cat-letter").hidden = !letter;
    // As the band of the badge in the guard's hand.
    Object.assign(find("cat-letter").style, { backgroundColor: category?.colour ?? "", color: category?.text ?? "" });
    find("cat-words").textContent = kind;
    this.photo("");
    this.page.dataset.verdict = verdict;
    this.page.dataset.reason = reason;
  }

  /* A long word of the name is set smaller, or above the photo, before it is broken: a name that lacks its end is
     read as another. */
  #fit() {
    const name = find("person");
    const bearer = find("bearer");
    const size = () => parseFloat(getComputedStyle(name).fontSize);
    // With the parts of a pixel, which `scrollWidth` leaves out: a word that lacks a third of one is broken.
    const width = (asked) => {
      name.style.inlineSize = asked;
      return name.getBoundingClientRect().width;
    };
    // Sets the name as large as its longest word has room for: letters do not grow quite as their size does.
    const shrink = () => {
      Object.assign(name.style, { fontSize: "", overflowWrap: "normal" });
      for (let tries = 0; tries < 20; tries++) {
        const [longest, room] = [width("min-content"), width("") - 1];
        if (longest <= room) break;
        name.style.fontSize = `${Math.floor(((size() * room) / longest) * 10) / 10}px`;
      }
      name.style.overflowWrap = "";
      return size();
    };
    bearer.classList.remove("long");
    if (shrink() >= SMALLEST) return;
    bearer.classList.add("long");
    shrink();
  }

  /* The bearer's photo as a data address, or the empty frame. */
  photo(source) {
    const photo = find("photo");
    photo.hidden = !source;
    find("photo-none").hidden = Boolean(source);
    if (source) photo.src = source;
    photo.alt = this.words.say("photo-of", { name: find("person").textContent });
  }

  #zones({ verdict, reason, badge, bearer }, head, gate, values) {
    const { words } = this;
    const category = head?.categories[bearer?.letter ?? badge?.category];
    const list = find("zones");
    list.replaceChildren();
    list.hidden = find("zone-cap").hidden = !category || Boolean(head.occasion);
    if (list.hidden) return;
    const dead = DEAD.has(reason);
    const cap = dead
      ? "cap-dead"
      : reason === "bundle-old"
        ? "cap-could"
        : reason === "wrong-day" || verdict === "enter"
          ? "cap-may"
          : "cap-opens";
    find("zone-cap").textContent = words.say(cap, values);
    for (const zone of head.zones) {
      if (!zone.letter) continue;
      const open = !dead && category.zones.includes(zone.letter);
      const item = element("li", `${open ? "in" : "out"}${zone.letter === gate.zone ? " here" : ""}`);
      item.append(element("b", "", zone.letter), element("span", "zone-name", words.text(zone.name)));
      item.append(element("span", "visually-hidden", ` ${words.say(open ? "zone-open" : "zone-shut")}`));
      list.append(item);
    }
  }

  #acts({ verdict, reason, scan }) {
    const asks = verdict === "check" && scan.direction === "in";
    const open = {
      next: !asks,
      undo: verdict === "enter" && reason !== "repeated" && Boolean(scan.serial),
      seen: asks,
      not: asks,
    };
    for (const button of find("acts").querySelectorAll("button")) button.hidden = !open[button.value];
    find("acts").classList.toggle("alone", !asks && !open.undo);
  }

  /* Whom to call, where the guard may not stay alone: the list brings the numbers, so that they are there without a
     network. */
  #help(found, head) {
    const { words } = this;
    const numbers = heard(found) === "enter" ? [] : (head?.help ?? []); // a list of an older house has none
    const box = find("help");
    box.replaceChildren();
    box.hidden = !numbers.length;
    box.setAttribute("aria-label", words.say("call-help"));
    find("acts").dataset.help = numbers.length;
    for (const { name, number } of numbers) {
      const link = element("a", "b");
      link.href = `tel:${encodeURIComponent(number.replace(/[^\d+*#]/g, "")).replace("%2B", "+")}`;
      link.append(element("span", "", numbers.length > 1 ? name : words.say("call-help")));
      if (numbers.length === 1) link.append(element("span", "visually-hidden", `: ${name}`));
      const shown = element("bdi", "number", number);
      shown.dir = "ltr"; // also where the page runs from right to left
      link.append(" ", shown);
      box.append(link);
    }
  }

  /* What the guard decided, over the next badge. */
  done(name, person = "") {
    const box = find("done");
    box.textContent = name ? this.words.say(`done-${name}`, { name: person || this.words.say("the-bearer") }) : "";
    box.hidden = !name;
  }

  camera(state, detail = "") {
    find("camera-start").hidden = state === "on";
    find("camera-frame").dataset.camera = state;
    find("camera-words").textContent = this.words.say(`camera-${state}`) + (detail ? ` (${detail})` : "");
  }

  trouble(name, values = {}) {
    const box = find("trouble");
    box.textContent = name ? (this.words.has(name) ? this.words.say(name, values) : name) : "";
    box.hidden = !name;
  }
}
