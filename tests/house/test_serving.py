"""The real server, with a real line to it."""

import http.client
import socket
import subprocess
import sys
import time

import pytest

from grantsapp.db import db

pytestmark = pytest.mark.processes


@pytest.fixture
def port(app, database, monkeypatch):
    """A free port on which `grantsapp serve` answers."""
    for name, value in {**database, "SECRET_KEY": "test"}.items():
        monkeypatch.setenv(f"GRANTSAPP_{name}", value)
    db.session.remove()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("serve", "--port", str(port), "--workers", "1")
    command = [sys.executable, "-m", "grantsapp", *words]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _wait_for(port, process):
    for _ in range(600):
        assert process.poll() is None, "the server did not start"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def test_a_browser_that_sends_far_too_much_gets_to_our_answer(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    kind = {"Content-Type": "multipart/form-data; boundary=part"}

    line.request("POST", "/sign-in", b"a" * (60 * 1024 * 1024), kind)

    answer = line.getresponse()
    assert answer.status == 413
    assert "larger than we can take" in answer.read().decode()
    line.close()
