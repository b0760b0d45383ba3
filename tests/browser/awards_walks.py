"""The same pages once more, in another language and at another width."""


def walks_over(person, pages):
    """Look at pages at the width of a desk and of the smallest telephone."""
    known, person.kinds = person.kinds, None
    wide = person.width
    for page in pages:
        for width in (1280, 320):
            person.width = width
            person.page.set_viewport_size({"width": width, "height": 900})
            person.go(page)
    person.width, person.kinds = wide, known


def seen_by(*people, start):
    """List the pages that people saw, one of each kind, as they can be seen now."""
    pages = {}
    for person in people:
        for where in person.seen:
            path = where.partition("#")[0].partition("?")[0]
            if path.startswith(start):
                pages[person.plain(path)] = (person, path)
    return [
        path
        for person, path in pages.values()
        if person.page.request.get(person.server + path, max_redirects=0).status == 200
    ]
