"""A real S3 server that checks signatures, and what a browser saves from it."""

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from werkzeug.http import parse_options_header

from tests.pages import Page

KEY, SECRET = "tests", "Qx/7+h#9 w"  # a secret with every letter that an URL minds
RCLONE = Path(sys.executable).with_name("rclone")


class Served(NamedTuple):
    """A running server."""

    port: int
    process: "subprocess.Popen[str]"

    def url(self, *, secret: str = SECRET, bucket: str = "grants", at: str = "") -> str:
        where = at or f"127.0.0.1:{self.port}"
        return f"s3://{KEY}:{quote(secret, safe='')}@{where}/{bucket}?secure=0"


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a folder as S3 on a free port, until the end of the block."""
    (folder / "grants").mkdir()
    words = ("serve", "s3", "--addr", "127.0.0.1:0", "--auth-key", f"{KEY},{SECRET}")
    command = [str(RCLONE), *words, "--config", "", folder]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                break
        else:
            raise AssertionError("rclone does not serve")
        try:
            yield Served(int(found[1]), process)
        finally:
            process.terminate()
            process.wait(timeout=10)


class Saved(NamedTuple):
    """What a browser saves."""

    data: bytes
    name: str
    kind: str
    headers: Any


def open_link(link: str) -> tuple[bytes, Any]:
    """Follow a link without a cookie; raises HTTPError."""
    with urllib.request.urlopen(link) as answer:  # noqa: S310 - ours
        return answer.read(), answer.headers


def saved(page: Page) -> Saved:
    """Go where a download leads, without a cookie, and save what comes."""
    data, headers = page.data, page.response.headers
    if page.status == 303:
        data, headers = open_link(page.location)
    else:
        assert page.status == 200
    manner, words = parse_options_header(headers["Content-Disposition"])
    assert manner == "attachment"
    return Saved(data, words["filename"], headers["Content-Type"], headers)
