"""How a project is asked: a suite is put together, and how it goes from there."""

import pypdfium2
import zxingcpp

HELP = {"en": "Ring 0800 1111.", "ar": "اتصل 0800 1111.", "pl": "Dzwoń 0800 1111."}


def makes_a_suite(eva, design, *titles, lead="Stella"):
    """From the page of the suite: instruments in this order, and the frame."""
    eva.follow("Add instruments")
    for title in titles:
        eva.click(f"Add {title}")
    eva.follow("Back to the suite")
    eva.follow("Change how people are asked")
    eva.tick("design", design)
    eva.page.select_option("#lead", label=lead)
    for language, words in HELP.items():
        eva.type(f"help-{language}", words)
    eva.click("Save")
    assert eva.says("The suite is whole.")


def asks_all(eva):
    """Ask each project the whole suite; give the key of the first one's survey."""
    eva.follow("Ask the projects")
    eva.tick("which", "whole")
    eva.click("Ask all projects that are not asked yet")
    eva.follow("Counts and links")
    link = eva.page.locator('main a[hreflang="pl"]').first.get_attribute("href")
    return link.split("/surveys/")[1][:36]


def the_paper(person, kind, when, language):
    """Follow a link of the ways in to something to print."""
    link = person.page.locator(f'main a[href$="/{kind}/{when}/{language}.pdf"]')
    answer = person.page.request.get(person.server + link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    return pypdfium2.PdfDocument(answer.body())


def what_a_camera_reads(poster):
    """Read the one code on a poster, as an address of the house."""
    (found,) = zxingcpp.read_barcodes(poster[0].render(scale=2).to_pil())
    return "/surveys/" + found.text.split("/surveys/")[1]


def keys_a_sheet(person, values, **head):
    """Type in a sheet: its head field by field, then the figures in their order."""
    for name, value in head.items():
        field = person.page.locator(f"#{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    for box, value in zip(person.page.locator(".key").all(), values, strict=True):
        box.fill(value)
    person.send("keying")
