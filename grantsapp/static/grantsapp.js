// Makes pages nicer; none of them needs it.
"use strict";

// After a refusal, bring the reader to what is wrong.
document.querySelector("[data-focus]")?.focus();

// Count words while somebody writes, by the rule of the server: calls/questions/words.py.
const scripts = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar",
  "Tai_Le", "New_Tai_Lue", "Tai_Tham", "Tai_Viet", "Ahom"];
const alone = scripts.map((name) => `\\p{Script=${name}}`).join("") + "\\u30FC\\uFF70";
const hebrew = "[^\\P{Script=Hebrew}\\P{L}]";
const letter = `[^\\P{Alphabetic}\\p{M}\\p{Ideographic}${alone}]`;
const digit = `[^\\P{Nd}${alone}]`;
const marks = "(?:\\p{M}|[^\\P{Cf}\\u200B]|\\p{Emoji_Modifier})*";
const inBoth = ".'\\u2018\\u2019\\u2024\\uFE52\\uFF07\\uFF0E";
const inWords = `[${inBoth}\\u00B7\\u0387\\u055F\\u05F3\\u05F4\\u2027]`;
const inFigures = `[${inBoth},;\\u037E\\u0589\\u060C\\u060D\\u066B\\u066C\\u07F8\\u2044\\uFE10\\uFE14\\uFE50\\uFE54\\uFF0C\\uFF1B]`;
const parts = [
  `${hebrew}${marks}"${marks}(?=${hebrew})`,
  `${letter}${marks}(?:${inWords}${marks}(?=${letter}))?`,
  `${digit}${marks}(?:${inFigures}${marks}(?=${digit}))?`,
  `[\\p{Pc}\\u202F]${marks}`,
];
const oneByOne = new RegExp(`[${alone}]`, "gu");
const together = new RegExp(`(?:${parts.join("|")})+|[^\\P{L}${alone}]|[^\\P{N}${alone}]`, "gu");

function words(text) {
  const found = (text.match(together) || []).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return (text.match(oneByOne) || []).length + found.length;
}

for (const field of document.querySelectorAll("[data-words]")) {
  const line = document.createElement("p");
  line.className = "count";
  field.after(line);
  const show = () => {
    const now = words(field.value);
    line.textContent = field.dataset.count.replace("{now}", now).replace("{most}", field.dataset.words);
    line.classList.toggle("over", now > Number(field.dataset.words));
  };
  field.addEventListener("input", show);
  show();
}

// Hide what an earlier answer on the page makes needless; without a script its note says so.
for (const part of document.querySelectorAll("[data-if]")) {
  const asked = [...document.getElementsByName(part.dataset.if)];
  if (!asked.some((control) => control.type !== "hidden")) continue;
  const wanted = part.dataset.is.split(" ");
  const show = () => {
    const given = asked.filter((c) => c.checked || c.tagName === "SELECT").map((c) => c.value);
    part.hidden = !given.some((value) => wanted.includes(value));
  };
  for (const control of asked) control.addEventListener("change", show);
  show();
}

// What was changed and not saved asks before it is left.
for (const form of document.querySelectorAll("form[data-draft]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("saved", () => { changed = false; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// A draft saves by itself. What is not saved yet is kept in this tab too, should the
// telephone close it; the server tells late turns of one page from another person's.
const quiet = 3000, atLeast = 15000;

function saysHowItIs(form) {
  const [line, voice] = [document.createElement("p"), document.createElement("p")];
  line.className = "saved";
  line.ariaHidden = "true";
  voice.className = "hidden";
  voice.setAttribute("role", "status");
  form.querySelector(".deeds").before(line, voice);
  return (words, aloud = true) => {
    line.textContent = words;
    if (aloud && voice.textContent !== words) voice.textContent = words;
  };
}

// Whoever comes here from a form that was just sent has it saved.
const how = performance.getEntriesByType("navigation")[0]?.type;
for (const sent of Object.keys(sessionStorage).filter((name) => name.endsWith(" sent"))) {
  const key = sent.slice(0, -" sent".length);
  if (how !== "navigate" || "unsaved " + document.referrer.split("?")[0] !== key) continue;
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem(key);
}

function savesItself(form) {
  const key = "unsaved " + form.action, say = saysHowItIs(form), words = form.dataset;
  const control = (name) => form.elements.namedItem(name);
  let changed = false, sending = false, stopped = false, last = 0, timer = 0;
  form.autocomplete = "off"; // what comes back is ours to say, not the browser's history

  const typed = () => [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  const later = () => { clearTimeout(timer); timer = setTimeout(save, Math.max(quiet, last + atLeast - Date.now())); };

  function touched() {
    changed = true;
    sessionStorage.setItem(key, JSON.stringify(typed()));
    if (stopped) return;
    say(words.unsaved, false);
    later();
  }

  async function save() {
    if (!changed || sending || stopped) return;
    sending = true;
    changed = false;
    last = Date.now();
    control("version.turn").value = last;
    const body = new FormData(form);
    body.set("then", "by-itself");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: document.hidden });
      if (answer.ok) heard(await answer.json());
      else halt(answer.type === "opaqueredirect" || answer.status < 500);
    } catch {
      halt(false);
    }
    sending = false;
  }

  function heard({ versions, clashes, corrected }) {
    if (clashes.length || corrected) return halt(true);
    for (const [code, version] of Object.entries(versions)) {
      const field = control("version-" + code);
      if (field) field.value = version;
    }
    if (changed) return touched();
    sessionStorage.removeItem(key);
    form.dispatchEvent(new Event("saved"));
    say(words.saved);
  }

  function halt(forGood) {
    changed = true;
    stopped = forGood;
    say(forGood ? words.stopped : words.offline);
    if (!forGood) later();
  }

  // After a tab was closed or a save got no answer, its text comes back.
  function bringBack() {
    const kept = JSON.parse(sessionStorage.getItem(key) || "[]");
    if (!kept.length || JSON.stringify(kept) === JSON.stringify(typed())) return;
    const given = (one) => kept.filter(([name]) => name === one.name).map(([, value]) => value);
    for (const one of form.elements) {
      if (one.name === "csrf_token" || one.type === "submit") continue;
      if (one.type === "checkbox" || one.type === "radio") one.checked = given(one).includes(one.value);
      else if (given(one).length) one.value = given(one)[0];
      for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind));
    }
    touched();
  }

  bringBack();
  sessionStorage.removeItem(key + " sent");
  form.addEventListener("input", touched);
  form.addEventListener("submit", () => {
    stopped = true;
    control("version.turn").value = Date.now();
    if (changed || sending) sessionStorage.setItem(key + " sent", "1");
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}

for (const form of document.querySelectorAll("form[data-saved]")) savesItself(form);

// A part of the page that follows a form's ticks, as its button would show it.
for (const form of document.querySelectorAll("form[data-live]")) {
  const place = document.getElementById(form.dataset.live);
  let turn = 0;
  form.addEventListener("change", async () => {
    const mine = ++turn, address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    for (const button of place.querySelectorAll("button")) button.disabled = true;
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== turn) return;
      place.replaceChildren(...page.getElementById(place.id).childNodes);
      history.replaceState(null, "", address);
    } catch {
      if (mine === turn) form.requestSubmit(); // then as without a script
    }
  });
}
