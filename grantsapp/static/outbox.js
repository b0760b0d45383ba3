// What was answered waits on the device until the server has named it back. Shared by
// the pages of a survey and by the worker behind them; both may send the same sheet.
// Each sheet has an id of its own: two windows may finish the same sitting differently,
// and neither takes away what the other wrote.
"use strict";

const outbox = (() => {
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open("surveys", 2);
    asked.onupgradeneeded = () => asked.result.createObjectStore("sheets", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

  async function deed(mode, act) {
    const shelf = await open();
    try {
      const turn = shelf.transaction("sheets", mode, { durability: "strict" });
      const asked = act(turn.objectStore("sheets"));
      await new Promise((done, fail) => {
        turn.oncomplete = done;
        turn.onabort = turn.onerror = () => fail(turn.error);
      });
      return asked.result;
    } finally {
      shelf.close();
    }
  }

  // A telephone in a hall may be on a plain line, where browsers draw no UUID themselves.
  function aKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const drawn = crypto.getRandomValues(new Uint8Array(16));
    drawn[6] = (drawn[6] & 15) | 64;
    drawn[8] = (drawn[8] & 63) | 128;
    const text = [...drawn].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  const put = (sheet) => deed("readwrite", (shelf) => shelf.add({ ...sheet, id: aKey() }));
  const drop = (id) => deed("readwrite", (shelf) => shelf.delete(id));
  const all = () => deed("readonly", (shelf) => shelf.getAll());

  // Say what became of a sheet: kept, waiting (for the network or its turn), or held:
  // the server says no, and a person must know. Only its own name in the answer counts:
  // the network of a hall may answer anything at all in the server's place.
  async function send(sheet) {
    const body = new URLSearchParams(sheet.fields);
    body.set("sent", Math.floor(Date.now() / 1000));
    let answer;
    try {
      answer = await fetch(sheet.url, {
        method: "POST", body, headers: { Accept: "application/json" },
        credentials: "omit", redirect: "error", cache: "no-store",
      });
    } catch {
      return { is: "waiting" };
    }
    if (answer.ok) {
      const told = await answer.json().catch(() => ({}));
      if (told.kept !== sheet.key) return { is: "waiting" };
      await drop(sheet.id);
      return { is: "kept" };
    }
    if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
      return { is: "waiting", after: Number(answer.headers.get("Retry-After")) || 0 };
    }
    return { is: "held" };
  }

  // Send all that waits, one after the other; stop where the way is closed anyway. What
  // the server still refuses when its days are over is named, to be taken off.
  async function flush(tell = () => {}) {
    const over = [], now = Date.now() / 1000;
    let open = true, waiting = 0, held = 0, after = 0;
    for (const sheet of await all()) {
      const result = open ? await send(sheet) : { is: "waiting" };
      open = open && result.is !== "waiting";
      waiting += result.is === "waiting";
      if (result.is === "held" && sheet.until < now) over.push(sheet.id);
      else held += result.is === "held";
      after = Math.max(after, result.after || 0);
      tell(sheet.id, result.is);
    }
    return { waiting, held, after, over };
  }

  return { aKey, put, drop, all, flush };
})();
