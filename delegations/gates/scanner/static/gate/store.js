/* What the device keeps: its key, the list, and its own scans, in IndexedDB. It survives a reload, a crash and an
   empty battery.

   A scan takes its number and is written in one transaction that is on the disk before anybody hears the verdict;
   transactions of several windows wait for each other. So a number is never used twice, and no scan that was shown is
   lost. */
const NAME = "plenipo-gate";
const KEEP = 36 * 3600 * 1000; // ms that a scan stays here after the server has it: the day's figures come from it

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

const upgrade = (database, before, transaction) => {
  if (before < 1) create(database);
  if (before < 2) transaction.objectStore("badges").createIndex("number", "number");
  // Of lists that came before, no number or copy is known: the next one comes whole.
  const settings = transaction.objectStore("settings");
  const request = settings.get("bundle");
  request.onsuccess = () =>
    request.result && settings.put({ ...request.result, version: 0, moves: 0, etag: "" }, "bundle");
};

const create = (database) => {
  database.createObjectStore("settings");
  const badges = database.createObjectStore("badges", { keyPath: "serial" });
  badges.createIndex("party", "party");
  const scans = database.createObjectStore("scans", { keyPath: "number" });
  scans.createIndex("waiting", "waiting");
  scans.createIndex("who", "who");
  scans.createIndex("day", "day");
  database.createObjectStore("thumbs");
};

export class Store {
  static async open(name = NAME) {
    const request = indexedDB.open(name, 3);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion, request.transaction);
    const store = new Store();
    store.database = await asked(request);
    store.database.onversionchange = () => store.database.close();
    return store;
  }

  get(key) {
    return asked(this.database.transaction("settings").objectStore("settings").get(key));
  }

  async set(values) {
    const transaction = this.database.transaction("settings", "readwrite", { durability: "strict" });
    for (const [key, value] of Object.entries(values)) transaction.objectStore("settings").put(value, key);
    await done(transaction);
  }

  // --- scans
  // -----------------------------------------------------------------------------------------------------------

  /* Writes a scan under the next number, and gives it back with that number. */
  async addScan(scan) {
    const transaction = this.database.transaction(["settings", "scans"], "readwrite", { durability: "strict" });
    const settings = transaction.objectStore("settings");
    const number = ((await asked(settings.get("counter"))) ?? 0) + 1;
    const kept = { ...scan, number, waiting: 1 };
    settings.put(number, "counter");
    transaction.objectStore("scans").add(kept);
    await done(transaction);
    return kept;
  }

  /* Changes a scan that was kept. */
  async changeScan(number, changes) {
    const transaction = this.database.transaction("scans", "readwrite", { durability: "strict" });
    const scans = transaction.objectStore("scans");
    const kept = await asked(scans.get(number));
    if (kept) scans.put(settled({ ...kept, ...changes }));
    await done(transaction);
    return kept && { ...kept, ...changes };
  }

  /* The oldest scans that the server hasn't acknowledged. */
  waiting(most) {
    return asked(this.database.transaction("scans").objectStore("scans").index("waiting").getAll(1, most));
  }

  countWaiting() {
    return asked(this.database.transaction("scans").objectStore("scans").index("waiting").count(1));
  }

  /* What the server has: it waits no longer, but stays for the day's figures. */
  async acknowledge(numbers, at) {
    const transaction = this.database.transaction("scans", "readwrite", { durability: "strict" });
    const scans = transaction.objectStore("scans");
    for (const number of numbers) {
      const kept = await asked(scans.get(number));
      if (kept) scans.put(settled({ ...kept, acknowledged: kept.acknowledged ?? at }));
    }
    await done(transaction);
  }

  /* Throws away what the server has had for a day and a half. Nothing that waits is ever among it. */
  async tidy(now) {
    const transaction = this.database.transaction("scans", "readwrite");
    const scans = transaction.objectStore("scans");
    for (const scan of await asked(scans.getAll()))
      if (scan.acknowledged && scan.acknowledged < now - KEEP) scans.delete(scan.number);
    await done(transaction);
  }

  /* This device's scans of one bearer, oldest first. */
  async scansOf(who) {
    const found = await asked(this.database.transaction("scans").objectStore("scans").index("who").getAll(who));
    return found.sort((a, b) => a.at - b.at || a.number - b.number);
  }

  /* All scans of a day at the conference ("2025-10-25"). */
  scansOn(day) {
    return asked(this.database.transaction("scans").objectStore("scans").index("day").getAll(day));
  }

  // --- the list
  // --------------------------------------------------------------------------------------------------------

  badge(serial) {
    return asked(this.database.transaction("badges").objectStore("badges").get(serial));
  }

  badgesNumbered(number) {
    return asked(this.database.transaction("badges").objectStore("badges").index("number").getAll(number));
  }

  badgesOf(party) {
    return asked(this.database.transaction("badges").objectStore("badges").index("party").getAll(party));
  }

  /* Takes over a list, or what changed since: its badges, where people moved, and its head together, or nothing of
     it. */
  async takeBundle(head, { rows, moved, whole }) {
    const transaction = this.database.transaction(["settings", "badges"], "readwrite");
    const badges = transaction.objectStore("badges");
    if (whole) badges.clear();
    for (const row of rows) badges.put(row);
    for (const [serial, inside, came = []] of moved) {
      const request = badges.get(serial);
      request.onsuccess = () => request.result && badges.put({ ...request.result, inside, came, asked: head.asked });
    }
    transaction.objectStore("settings").put(head, "bundle");
    await done(transaction);
  }

  thumb(serial) {
    return asked(this.database.transaction("thumbs").objectStore("thumbs").get(serial));
  }

  async lackingThumbs(most) {
    const transaction = this.database.transaction(["badges", "thumbs"]);
    const have = new Set(await asked(transaction.objectStore("thumbs").getAllKeys()));
    const badges = await asked(transaction.objectStore("badges").getAll());
    return badges
      .filter((badge) => badge.thumb && !have.has(badge.serial))
      .slice(0, most)
      .map((badge) => badge.serial);
  }

  async putThumbs(pictures) {
    const transaction = this.database.transaction("thumbs", "readwrite");
    for (const [serial, picture] of Object.entries(pictures)) transaction.objectStore("thumbs").put(picture, serial);
    await done(transaction);
  }

  async forgetThumbs() {
    const transaction = this.database.transaction("thumbs", "readwrite");
    transaction.objectStore("thumbs").clear();
    await done(transaction);
  }

  /* A device that was revoked keeps neither list nor pictures; its scans stay until the server has them. */
  async wipe() {
    const transaction = this.database.transaction(["settings", "badges", "thumbs"], "readwrite", {
      durability: "strict",
    });
    transaction.objectStore("badges").clear();
    transaction.objectStore("thumbs").clear();
    transaction.objectStore("settings").delete("bundle");
    transaction.objectStore("settings").put(true, "revoked");
    await done(transaction);
  }

  /* A device that is enrolled anew begins anew, but its numbers go on. Throws while scans of the former key wait to
     be sent. */
  async enrol(given) {
    const transaction = this.database.transaction(["settings", "badges", "scans", "thumbs"], "readwrite", {
      durability: "strict",
    });
    if (await asked(transaction.objectStore("scans").index("waiting").count(1))) {
      transaction.abort();
      throw new Error("scans wait to be sent");
    }
    for (const name of ["badges", "scans", "thumbs"]) transaction.objectStore(name).clear();
    const settings = transaction.objectStore("settings");
    for (const name of ["bundle", "revoked"]) settings.delete(name);
    for (const [key, value] of Object.entries(given)) settings.put(value, key);
    await done(transaction);
  }
}

// A scan without `waiting` isn't in the index of those that wait.
const settled = (scan) => {
  if (scan.acknowledged) delete scan.waiting;
  return scan;
};
