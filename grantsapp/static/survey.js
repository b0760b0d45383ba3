// A survey goes on by itself once it is open: page by page without a network, kept on the
// device as it is answered, sent when there is a way. Without this script it works too.
"use strict";

// --- Sending: everything that waits on this device, whoever answered it.

const quick = 2000, slow = 300000;
let pause = quick, timer = 0, isSending = null;

function sendAll() {
  isSending ??= sendOnce().catch(() => {}).finally(() => { isSending = null; });
  return isSending;
}

async function sendOnce() {
  clearTimeout(timer);
  const left = await outbox.flush((id, is) => dispatchEvent(new CustomEvent("told", { detail: { id, is } })));
  for (const id of left.over) await outbox.drop(id);
  count("waiting", left.waiting + left.held);
  if (left.over.length) count("ended", left.over.length);
  pause = left.waiting ? Math.min(pause * 2, slow) : quick;
  if (left.waiting) timer = setTimeout(sendAll, Math.max(left.after * 1000, pause * (0.75 + Math.random() / 2)));
}

function count(what, number) {
  const line = document.querySelector(`[data-${what}]`);
  const words = number ? line.dataset[what].replace("{number}", number) : "";
  if (line.textContent !== words) line.textContent = words;
}

addEventListener("online", sendAll);
document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
sendAll();

// --- The worker: it keeps this page and those around it for when the network is gone.

async function keepPages() {
  await navigator.serviceWorker.register(document.body.dataset.worker);
  const worker = (await navigator.serviceWorker.ready).active;
  const files = [...document.querySelectorAll("link[href], script[src]")].map((one) => one.href || one.src);
  const pages = document.body.dataset.keep.split(" ").filter(Boolean);
  worker.postMessage({ keep: [location.href.split("#")[0], ...files, ...pages] });
}

if ("serviceWorker" in navigator) addEventListener("load", () => { keepPages().catch(() => {}); });

// --- One sitting.

const seconds = () => Math.floor(Date.now() / 1000);

const isReloaded = () => performance.getEntriesByType("navigation")[0]?.type === "reload";

// What is on its way stays on the device: for weeks on one's own, for minutes on one that
// many use, and there only while the window is open.
class Draft {
  constructor(form) {
    this.name = `survey:${form.dataset.survey}:${form.dataset.moment}`;
    this.isShared = "kiosk" in form.dataset;
    this.days = this.isShared ? Draft.idle : form.dataset.days * 24 * 3600;
    Object.assign(this, this.begun() ?? this.afresh());
    if (this.wasTurned) this.save(); // it is taken up once, and not by the next person
  }

  static idle = 180;

  get shelf() { return this.isShared ? sessionStorage : localStorage; }

  afresh() { return { key: outbox.aKey(), began: 0, at: "", touched: seconds(), answers: {}, wasBegun: false }; }

  begun() {
    try {
      const found = JSON.parse(this.shelf.getItem(this.name));
      const isFresh = found && seconds() - found.touched < this.days;
      // Whoever comes to a shared device next must not find what another left there.
      if (this.isShared && !found?.isTurning && !isReloaded()) return null;
      return isFresh ? { ...found, isTurning: false, wasTurned: found.isTurning, wasBegun: !found.isTurning } : null;
    } catch { return null; }
  }

  save() {
    this.touched = seconds();
    const { key, began, at, answers, touched, isTurning } = this;
    try {
      this.shelf.setItem(this.name, JSON.stringify({ key, began, at, answers, touched, isTurning }));
    } catch { /* A full or private shelf: it goes on in this window. */ }
  }

  drop() {
    try { this.shelf.removeItem(this.name); } catch { /* It was never there. */ }
    Object.assign(this, this.afresh());
  }

  get isEmpty() { return !Object.keys(this.answers).some((name) => /^[rt]\d-/.test(name)); }
}

class Sitting {
  constructor(form) {
    this.form = form;
    this.here = form.querySelector("[data-here]");
    this.aside = document.querySelector("[data-aside]");
    this.pages = form.dataset.pages.split(" ");
    this.draft = new Draft(form);
    this.isDone = this.mayBeEmpty = false;
    this.sent = "";
    form.addEventListener("input", () => this.record());
    form.addEventListener("change", () => this.record());
    form.addEventListener("submit", (event) => this.press(event));
    form.addEventListener("click", (event) => this.lead(event));
    addEventListener("popstate", (event) => { if (event.state?.at) this.back(event.state.at); });
    addEventListener("told", (event) => { if (event.detail.id === this.sent) this.say(event.detail.is); });
    this.open();
  }

  open() {
    const at = this.pages.includes(this.draft.at) ? this.draft.at : this.pages[0];
    const note = document.querySelector("[data-resumed]");
    note.hidden = !this.draft.wasBegun || this.draft.isShared;
    note.querySelector("[data-afresh]").addEventListener("click", () => {
      note.hidden = true;
      this.draft.drop();
      this.go(this.pages[0], false);
    });
    history.replaceState({ at }, "");
    this.show(at, false);
    if (!this.draft.isShared) return;
    this.aside.addEventListener("click", (event) => { if (event.target.closest("a")) this.draft.drop(); });
    this.watch();
  }

  // Put a page in its place, with what was answered on it.
  show(name, isMove = true) {
    if (this.isDone) return;
    const part = document.querySelector(`template[data-page="${name}"]`).content.cloneNode(true);
    const like = part.querySelector("[data-like]");
    if (like) like.replaceWith(this.alike(like.dataset));
    this.here.replaceChildren(part);
    this.at = name;
    this.aside.hidden = !["last", "young", "done"].includes(name);
    for (const control of this.controls()) {
      const given = this.draft.answers[control.name];
      if (control.type === "text") control.value = given ?? "";
      else control.checked = given === control.value;
    }
    const head = this.here.querySelector("h1");
    document.title = document.title.replace(/^[^·]*/, `${head.textContent} `);
    if (!isMove) return;
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  back(name) {
    this.draft.at = name;
    this.show(name);
  }

  // From what is wrong to its place, without a step in the history.
  lead(event) {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    event.preventDefault();
    document.querySelector(link.hash)?.focus();
  }

  // The items of now, asked of another moment.
  alike({ like, moment }) {
    const items = document.querySelector(`template[data-page="${like}"]`).content.querySelector("[data-items]").cloneNode(true);
    for (const control of items.querySelectorAll("input")) control.name = control.name.replace(/^t1-/, `${moment}-`);
    return items;
  }

  controls() { return [...this.here.querySelectorAll("input[name]")]; }

  record() {
    for (const control of this.controls()) {
      if (control.type === "text") this.draft.answers[control.name] = control.value;
      else if (control.checked) this.draft.answers[control.name] = control.value;
      else if (control.type === "checkbox") delete this.draft.answers[control.name];
    }
    this.draft.save();
  }

  go(name, isNew = true) {
    this.draft.at = name;
    this.draft.save();
    if (isNew && !this.draft.isShared) history.pushState({ at: name }, "");
    else history.replaceState({ at: name }, "");
    this.show(name);
  }

  press(event) {
    event.preventDefault();
    const button = event.submitter, then = button?.value || "next";
    this.record();
    const place = this.pages.indexOf(this.at);
    if (button?.hasAttribute("formaction")) this.turn(button.formAction);
    else if (then === "back") this.go(this.pages[Math.max(0, place - 1)]);
    else if (then === "stay") this.go("age");
    else this.next(place);
  }

  // The same page in another language, with all that was answered.
  turn(address) {
    const place = new URL(address);
    if (this.ticket) place.searchParams.set("ticket", this.ticket);
    this.draft.isTurning = true;
    this.draft.save();
    location.assign(place);
  }

  get ticket() { return this.form.querySelector("[name=ticket]")?.value; }

  next(place) {
    const { answers } = this.draft;
    const fault = { consent: !answers.consent, age: !answers.of_age, code: !this.hasCode() }[this.at];
    if (fault) return this.complain();
    answers[`in-${this.at}`] = this.form.dataset.language;
    this.draft.began ||= seconds();
    if (this.at === "age" && answers.of_age === "n" && !answers.parent) return this.show("young");
    if (place < this.pages.length - 1) return this.go(this.pages[place + 1]);
    if (this.draft.isEmpty && !this.mayBeEmpty) {
      this.mayBeEmpty = true;
      return this.complain();
    }
    return this.finish();
  }

  // The signs that the server counts: no spaces, accents, or what cannot be seen.
  hasCode() {
    const { code = "", no_code: none } = this.draft.answers, field = this.here.querySelector("[data-least]");
    const signs = code.normalize("NFKD").replace(/[\s\p{Cf}\u0640\u0300-\u036f\u064b-\u065f\u0670]/gu, "");
    return Boolean(none) || [...signs].length >= Number(field?.dataset.least);
  }

  complain() {
    const box = this.here.querySelector("[data-complaint]"), why = this.here.querySelector(".why");
    box.hidden = false;
    box.firstElementChild.focus();
    if (!why) return;
    why.hidden = false;
    const field = why.closest(".field"), control = field.querySelector("fieldset, input");
    const told = (control.getAttribute("aria-describedby") || "").split(" ");
    field.classList.add("wrong");
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", [...new Set([...told, why.id])].join(" ").trim());
  }

  // What the server is to keep: it waits in the outbox before the draft goes.
  async finish() {
    if (this.isFinishing) return;
    this.isFinishing = true;
    const { key, began, answers, isEmpty } = this.draft;
    const { ticket } = this, ended = seconds();
    const fields = { ...answers, client_key: key, began, ended, page: "last", then: "next", ...(ticket && { ticket }) };
    try {
      if (!isEmpty) this.sent = await outbox.put({ key, url: this.form.action, fields, until: ended + this.draft.days });
    } catch {
      return this.sendPlainly(fields);
    }
    this.draft.drop();
    if (this.draft.isShared) return location.replace(`${this.form.dataset.kiosk}#thanks`);
    this.show("done");
    this.isDone = true;
    history.replaceState(null, "", this.form.dataset.thanks);
    if (isEmpty) return this.say("none");
    this.here.querySelector("[data-again]").addEventListener("click", sendAll);
    await isSending;
    await sendAll();
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
  }

  // Where a browser keeps nothing, the form goes as it would without a script.
  sendPlainly(fields) {
    this.form.replaceChildren(...Object.entries(fields).map(([name, value]) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      return field;
    }));
    this.form.submit();
  }

  say(is) {
    for (const line of this.here.querySelectorAll("[data-is]")) line.hidden = line.dataset.is !== is;
  }

  // On a device that many use, a sheet that somebody left is taken away, with a warning.
  watch() {
    const note = document.querySelector("[data-idle]");
    const touch = () => { this.draft.touched = seconds(); note.hidden = true; };
    for (const what of ["input", "pointerdown", "keydown", "scroll"]) addEventListener(what, touch, { passive: true });
    note.querySelector("[data-still]").addEventListener("click", touch);
    setInterval(() => {
      const idle = seconds() - this.draft.touched;
      note.hidden = idle < Draft.idle - 30;
      if (idle < Draft.idle) return;
      this.draft.drop();
      location.replace(this.form.dataset.kiosk);
    }, 1000);
  }
}

const form = document.querySelector("form[data-survey]");
if (form) {
  const sitting = new Sitting(form);
  // Brought back whole by the browser's Back, on a device where somebody else was.
  addEventListener("pageshow", (event) => { if (event.persisted && sitting.draft.isShared) location.reload(); });
}
// Where a shared device waits for the next person, nothing is left of the one before.
if (document.querySelector("[data-waits]")) {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("survey:")) sessionStorage.removeItem(name);
  } catch { /* A browser that keeps nothing has nothing to take away. */ }
}
