// Goes on by itself while a sheet is typed in; the page works without it.
"use strict";

const keys = [...document.querySelectorAll("[data-keying] .key")];
const save = document.querySelector("[data-keying] button");

function go(from, by) {
  const next = keys[keys.indexOf(from) + by] || (by > 0 ? save : null);
  next?.focus();
  next?.select?.();
}

for (const field of keys) {
  field.addEventListener("input", () => {
    const text = field.value.trim();
    const isWhole = text.length >= Number(field.dataset.width) || /^[-–—−]$/.test(text);
    if (text && isWhole) go(field, 1);
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    const isBack = event.key === "Backspace" && !field.value;
    if (!step && !isBack) return;
    event.preventDefault();
    go(field, step || -1);
  });
}
