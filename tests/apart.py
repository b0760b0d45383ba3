"""Processes of their own that begin at once: what they need is imported before."""

import multiprocessing
from functools import cache
from multiprocessing.context import ForkServerContext

NEEDED = ("grantsapp.app", "tests.cast", "tests.pages")


@cache
def context() -> ForkServerContext:
    """Give what starts processes: each is a fork of one that holds nothing open."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([*NEEDED])
    return found
