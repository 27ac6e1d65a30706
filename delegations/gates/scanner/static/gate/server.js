/* What is asked of the server (/api/v1/gate/). A lost network, a slow one and a server in trouble are all
   `Unreached`. */
const BASE = "/api/v1/gate/";

export class Unreached extends Error {}

/* The server knows this device no more. */
export class Revoked extends Error {}

/* The server understood, and says no. `message` is in words where the server gave some. */
export class Declined extends Error {}

export class Server {
  constructor(key = null) {
    this.key = key;
  }

  async ask(path, { body, timeout = 20000, headers = {} } = {}) {
    // The page's language, which the guard chose, and not the browser's: names of gates, zones and categories come in
    // it.
    const request = {
      headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...headers },
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(timeout),
    };
    if (this.key) request.headers.Authorization = `Device ${this.key}`;
    if (body) Object.assign(request, { method: "POST", body: JSON.stringify(body) });
    if (body) request.headers["Content-Type"] = "application/json";
    let answer;
    let text;
    try {
      answer = await fetch(BASE + path, request);
      text = await answer.text();
    } catch (error) {
      throw new Unreached(String(error));
    }
    if (answer.status === 304) return { status: 304, headers: answer.headers };
    let data = {};
    try {
      data = text ? JSON.parse(text) : {};
    } catch {
      throw new Unreached(`no JSON: ${answer.status}`); // a captive portal, a proxy's error page
    }
    if (answer.status === 401) throw new Revoked(data.error ?? "");
    if (answer.status >= 500 || answer.status === 429) throw new Unreached(String(answer.status));
    if (!answer.ok) throw new Declined(data.message ?? data.error ?? String(answer.status));
    return { status: answer.status, data, text, headers: answer.headers };
  }

  async enrol(code) {
    return (await this.ask("enrol", { body: { code } })).data;
  }

  async check(scan, timeout) {
    return (await this.ask("check", { body: scan, timeout })).data;
  }

  async send(scans, now, timeout) {
    return (await this.ask("scans", { body: { now: new Date(now).toISOString(), scans }, timeout })).data;
  }

  /* What changed since the list that one has (its `version`, `moves` and `etag`), as { text, data, statement, key,
     signature }; without data when nothing did. */
  async bundle({ version = 0, moves = 0, etag = "" }, nonce) {
    const headers = { "Bundle-Nonce": nonce, ...(etag ? { "If-None-Match": etag } : {}) };
    const answer = await this.ask(`bundle?since=${version}&moves=${moves}`, { timeout: 60000, headers });
    const header = (name) => answer.headers.get(name) ?? "";
    const signed = { key: header("Bundle-Key"), signature: header("Bundle-Statement-Signature") };
    return { ...answer, ...signed, statement: header("Bundle-Statement") };
  }

  async thumbs(serials) {
    return (await this.ask(`thumbs?serials=${serials.join(",")}`)).data;
  }
}
