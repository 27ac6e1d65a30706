/* The page's words, which the server wrote into it in the reader's language, and times and numbers in that language. */
const LANG = document.documentElement.lang || "en";
const FORMS = LANG === "en" ? "en-GB" : LANG; // Sat 25 Oct, as in the rest of the house

export class Words {
  constructor(source) {
    Object.assign(this, JSON.parse(source.textContent));
    this.number = new Intl.NumberFormat(`${FORMS}-u-nu-latn`);
  }

  /* The sentence of that name, with its %(placeholders)s filled in. An unknown name is said as it is. */
  say(name, values = {}) {
    const said = (this.words[name] ?? name).replace(/%\((\w+)\)s/g, (whole, key) => values[key] ?? whole);
    // Days end in the point of an abbreviation in some languages ("26 oct."), which is the sentence's own then.
    return said.replace(/\.\.$/, ".");
  }

  has(name) {
    return name in this.words;
  }

  n(value) {
    return this.number.format(value);
  }

  /* A text that the server keeps in several languages, or in one. */
  text(value) {
    return typeof value === "object" && value
      ? (value[LANG] ?? value[LANG.split("-")[0]] ?? value.en ?? "")
      : (value ?? "");
  }

  /* `09:31` at the conference, or `09:31:12`. */
  clock(at, zone, seconds = false) {
    const form = {
      timeZone: zone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(seconds ? { second: "2-digit" } : {}),
    };
    return new Intl.DateTimeFormat(`${FORMS}-u-nu-latn`, form).format(at);
  }

  /* `Hanoi time (UTC+7)`, as the rest of the house says it. */
  zone(at, zone) {
    const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(at);
    const offset = parts.find((part) => part.type === "timeZoneName").value.replace("GMT", "UTC");
    return this.say("zone-time", { place: this.place || zone, offset });
  }

  /* `Sat 25 Oct and Sun 26 Oct`, of ISO dates. */
  days(dates) {
    const form = new Intl.DateTimeFormat(`${FORMS}-u-nu-latn`, {
      timeZone: "UTC",
      weekday: "short",
      day: "numeric",
      month: "short",
    });
    const name = (part, date) => (part.type === "month" && this.months ? this.months[date.getUTCMonth()] : part.value);
    const said = (date) =>
      form
        .formatToParts(date)
        .map((part) => name(part, date))
        .join("");
    return new Intl.ListFormat(FORMS, { type: "conjunction" }).format(
      dates.map((date) => said(new Date(`${date}T00:00Z`))),
    );
  }

  party(code) {
    return this.parties[code] ?? { name: code ?? "", flag: "" };
  }
}
