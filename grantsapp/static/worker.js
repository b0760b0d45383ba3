// Keeps the pages of surveys, so that they open without a network, and sends what waits
// when there is one again. Only GET, only surveys and the files that they are made of.
"use strict";

importScripts("../static/outbox.js");

const shelfName = "surveys-3", patience = 4000;
const asIs = { ignoreVary: true }; // the language stands in the address
// What somebody tells in confidence leaves nothing on the device, not even its empty page.
const ofSurveys = /\/surveys\/[0-9a-f-]{36}(\/(?!concern)|$)/;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("surveys-") && name !== shelfName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

// A page says what it is made of, and where one goes from it.
self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(Promise.allSettled(event.data.keep.map(keep)));
});

self.addEventListener("sync", (event) => event.waitUntil((async () => {
  const left = await outbox.flush();
  if (left.waiting) throw new Error("some wait for the network");
})()));

self.addEventListener("fetch", (event) => {
  const place = new URL(event.request.url);
  if (event.request.method !== "GET" || place.origin !== location.origin) return;
  if (isFile(place)) event.respondWith(kept(event.request));
  else if (event.request.mode === "navigate" && ofSurveys.test(place.pathname)) {
    event.respondWith(freshest(event));
  }
});

// A file of ours carries what is in it in its address, so it never grows old.
const isFile = (place) => place.pathname.includes("/static/") && place.searchParams.has("v");

async function kept(request) {
  const shelf = await caches.open(shelfName);
  return await shelf.match(request, asIs) ?? fetch(request);
}

async function keep(address) {
  const shelf = await caches.open(shelfName), place = new URL(address, location.origin);
  if (isFile(place)) {
    if (await shelf.match(place, asIs)) return;
    await dropOlder(shelf, place);
  } else if (!ofSurveys.test(place.pathname)) return;
  const answer = await fetch(place, { credentials: "same-origin" });
  if (isWorthIt(answer)) await shelf.put(await named(place), answer);
}

// What a page is kept under: the name of the shelf is read by more than its page, so that
// of a link that works once only a digest stands there.
async function named(address) {
  const place = new URL(address), token = place.searchParams.get("ticket");
  if (!token) return place;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  const signs = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  place.searchParams.set("ticket", signs.join(""));
  return place;
}

async function dropOlder(shelf, place) {
  const known = await shelf.keys();
  const older = known.filter((one) => new URL(one.url).pathname === place.pathname);
  await Promise.all(older.map((one) => shelf.delete(one)));
}

const isWorthIt = (answer) => answer.ok && !answer.redirected && answer.type === "basic";

// A link that works once and a device in a hall have pages of their own: they stand for
// no other, and no other for them.
const isOnesOwn = (place) => place.searchParams.has("ticket") || place.searchParams.has("kiosk");

async function another(shelf, request) {
  const place = new URL(request.url);
  if (isOnesOwn(place)) return undefined;
  const known = (await shelf.keys()).map((one) => new URL(one.url));
  const same = known.find((one) => one.pathname === place.pathname && !isOnesOwn(one));
  return same && shelf.match(same, asIs);
}

// The page as it is now; where the network is gone, slow or broken, as it was. A page
// that is no more, such as a survey that closed, is not shown as if it were.
async function freshest(event) {
  const shelf = await caches.open(shelfName), request = event.request;
  const name = await named(request.url);
  const known = await shelf.match(name, asIs) ?? await another(shelf, request);
  const now = fetch(request).then(async (answer) => {
    const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
    if (isWorthIt(answer) && isPage) await shelf.put(name, answer.clone());
    else if ([404, 409, 410].includes(answer.status)) await shelf.delete(name, asIs);
    return answer;
  });
  if (!known) return now;
  event.waitUntil(now.catch(() => {}));
  const late = new Promise((done) => setTimeout(() => done(known), patience));
  const tried = now.then((answer) => (answer.status >= 500 ? known : answer), () => known);
  return Promise.race([tried, late]);
}
