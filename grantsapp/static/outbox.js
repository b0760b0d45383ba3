// What was answered waits on the device until the server has named it back. Shared by
// the pages of a survey and by the worker behind them; both may send the same sheet.
"use strict";

const outbox = (() => {
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open("surveys", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });

  async function deed(mode, act) {
    const shelf = await open();
    try {
      const turn = shelf.transaction("outbox", mode, { durability: "strict" });
      const asked = act(turn.objectStore("outbox"));
      await new Promise((done, fail) => {
        turn.oncomplete = done;
        turn.onabort = turn.onerror = () => fail(turn.error);
      });
      return asked.result;
    } finally {
      shelf.close();
    }
  }

  const put = (sheet) => deed("readwrite", (shelf) => shelf.put(sheet));
  const drop = (key) => deed("readwrite", (shelf) => shelf.delete(key));
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
      await drop(sheet.key);
      return { is: "kept" };
    }
    if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
      return { is: "waiting", after: Number(answer.headers.get("Retry-After")) || 0 };
    }
    return { is: "held" };
  }

  // Send all that waits, one after the other; stop where the way is closed anyway.
  async function flush(tell = () => {}) {
    let open = true, waiting = 0, held = 0, after = 0;
    for (const sheet of await all()) {
      const result = open ? await send(sheet) : { is: "waiting" };
      open = open && result.is !== "waiting";
      waiting += result.is === "waiting";
      held += result.is === "held";
      after = Math.max(after, result.after || 0);
      tell(sheet.key, result.is);
    }
    return { waiting, held, after };
  }

  return { put, all, flush };
})();
