// Makes pages nicer; none of them needs it.
"use strict";

// After a refusal, bring the reader to what is wrong.
document.querySelector("[data-focus]")?.focus();

// Count words while somebody writes, as the server does.
const cut = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
const byCharacter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

function words(text) {
  const characters = (text.match(byCharacter) || []).length;
  let count = characters;
  for (const part of cut.segment(text.replace(byCharacter, " "))) {
    if (/[\p{L}\p{N}]/u.test(part.segment)) count += 1;
  }
  return count;
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
