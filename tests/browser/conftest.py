"""A real server and a real Chromium. Where it is missing, these tests say so."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.line import Line, Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if CHROMIUM is None:
        if os.environ.get("GRANTSAPP_ALL_BROWSER_TESTS"):
            pytest.fail("Chromium is missing, and every browser test was asked for.")
        pytest.skip("no Chromium on this machine: the browser tests are left out")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def server(app: Any, database: dict[str, str]) -> Iterator[str]:
    """The house, served by gunicorn on the database of this test."""
    port = a_free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {**database, "SECRET_KEY": "test", "URL": url}
    environment = {f"GRANTSAPP_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "grantsapp", "serve", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", "1"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{url}/healthz")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def line(app: Any, database: dict[str, str]) -> Iterator[Line]:
    """A server that can be killed, behind a line that can be cut."""
    server = Server(database).start()
    line = Line(server)
    yield line
    line.close()
    server.kill()


def _wait_for(url: str) -> None:
    for _ in range(600):  # a busy machine takes long to start a server
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {url}")
