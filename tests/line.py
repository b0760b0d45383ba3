"""A real server behind a line that can be cut at the worst moment."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress


def a_free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Server:
    """`grantsapp serve` on a database; killed and started again on the same port."""

    def __init__(self, settings: dict[str, str]) -> None:
        self.settings, self.port = {**settings, "SECRET_KEY": "test"}, a_free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Start it, and wait until it answers."""
        told = {f"GRANTSAPP_{name}": value for name, value in self.settings.items()}
        words = ("serve", "--port", str(self.port), "--workers", "1")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grantsapp", *words],
            env={**os.environ, **told},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(600):
            assert self.process.poll() is None, "the server did not start"
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End it and its workers as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
        for _ in range(200):  # a worker that is still dying holds the port
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                return
            time.sleep(0.05)


class Line:
    """Carries bytes to a server and back; `cut` ends it once a POST is answered."""

    def __init__(self, server: Server) -> None:
        self.server, self.cut, self.cuts = server, False, 0
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.port = self.ear.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Carry nothing any more."""
        self.ear.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                here, _address = self.ear.accept()
                threading.Thread(target=self._carry, args=(here,), daemon=True).start()

    def _carry(self, here: socket.socket) -> None:
        try:
            there = socket.create_connection(("127.0.0.1", self.server.port))
        except OSError:
            here.close()
            return
        said: list[bytes] = [b""]

        def back() -> None:
            with suppress(OSError):
                while data := there.recv(65536):
                    if self.cut and said[0].startswith(b"POST"):
                        self.cut, self.cuts = False, self.cuts + 1
                        self.server.kill()  # it has answered, so it has committed
                        break
                    here.sendall(data)
            _end(here, there)

        threading.Thread(target=back, daemon=True).start()
        with suppress(OSError):
            while data := here.recv(65536):
                said[0] = data if data[:4] in {b"POST", b"GET "} else said[0]
                there.sendall(data)
        _end(here, there)


def _end(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
