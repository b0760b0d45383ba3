"""Nobody's answers change when something that is hidden from them changes.

`plans` draws a call and its moderation, `worlds` makes it in the database, `secrets` is
the table of what is hidden from whom (written from the issue, without asking the
policy), `addresses` and `crawling` ask everything that somebody can ask, and
`test_leaks` sets the answers before a change beside those after it.
"""
