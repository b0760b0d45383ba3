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

// A draft that was changed and not saved asks before it is left.
for (const form of document.querySelectorAll("form[data-draft]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
