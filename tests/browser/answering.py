"""How people go through a survey in a real browser, with its script."""

from playwright.sync_api import expect


def on(person, *, looks=True):
    """Press the first button of the page, and wait for the next one."""
    before = person.page.locator(".progress").inner_text()
    person.page.locator("[data-here] .deeds .button").first.click()
    expect(person.page.locator("[data-here]")).not_to_contain_text(before)
    if looks:
        person.look()


def agrees(person, *, looks=True):
    """Agree, be old enough, and stand before what comes then."""
    person.page.locator("#consent").check()
    on(person, looks=looks)
    person.tick("of_age", "y")
    on(person, looks=looks)


def has_arrived(person):
    """Wait until the server has named the answers back."""
    expect(person.page.locator("[data-is=kept]")).to_be_visible(timeout=20_000)


def sends(person):
    """Send from the last page."""
    person.page.locator("#send").click()
    has_arrived(person)
    person.look()


# The browser's own waiting takes a promise for a yes, whatever comes of it.
IS_KEPT = """async () => {
  const asked = url => [...new URL(url).searchParams.keys()].join();
  const isHere = url => new URL(url).pathname === location.pathname
    && asked(url) === asked(location.href);
  const files = ["survey.js", "outbox.js", "grantsapp.css", "survey.css"];
  for (let tries = 0; tries < 200; tries += 1) {
    const names = (await caches.keys()).filter(one => one.startsWith("surveys-"));
    const shelves = await Promise.all(names.map(one => caches.open(one)));
    const pages = await Promise.all(shelves.map(one => one.keys()));
    const kept = pages.flat().map(one => one.url);
    const isWhole = files.every(name => kept.some(url => url.includes(name)));
    if (isWhole && kept.some(isHere)) return true;
    await new Promise(done => setTimeout(done, 50));
  }
  return false;
}"""


def ready(person):
    """Wait until the worker behind the page has kept all that it is made of."""
    assert person.page.evaluate(IS_KEPT)


def waits(person):
    """Say where the page tells that answers wait for a network."""
    return person.page.locator("[data-is=waiting]")
