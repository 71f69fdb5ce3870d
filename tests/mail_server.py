"""A mail server of the tests' own: takes messages over SMTP and remembers them.

    with MailServer() as server:
        …EMAIL_URL=smtp://127.0.0.1:{server.port}…
        server.taken  # (recipient, Message-ID, message) each

`refuse(address, code, words)` makes one mailbox refuse. `before_answer` is called with the
recipient after a message has been taken and before the client hears of it.
"""

import email
import email.policy
import socketserver
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Taken:
    to: str
    sender: str
    message_id: str
    message: email.message.EmailMessage


class _Session(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        home: MailServer = self.server.home
        sender, recipients = "", []
        self.say("220 tests ESMTP")
        while line := self.rfile.readline():
            words = line.decode(errors="replace").strip()
            verb = words[:4].upper()
            if verb == "EHLO":
                self.say("250-tests")
                self.say("250 8BITMIME")
            elif verb == "MAIL":
                sender, recipients = _address(words), []
                self.say("250 OK")
            elif verb == "RCPT":
                answer = home.refused.get(_address(words).lower())
                if answer is None:
                    recipients.append(_address(words))
                self.say(answer or "250 OK")
            elif verb == "DATA":
                self.say("354 go on")
                home.take(sender, recipients, self._data())
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 OK")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that is killed in the middle is what the tests are about."""


class MailServer:
    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.refused: dict[str, str] = {}
        self.before_answer: Callable[[str], None] = lambda to: None
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.home = self
        self.port = self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def refuse(self, address: str, code: int, words: str) -> None:
        self.refused[address.lower()] = f"{code} {words}"

    def take(self, sender: str, recipients: list[str], raw: bytes) -> None:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        with self._lock:
            for to in recipients:
                self.taken.append(Taken(to, sender, str(message["Message-ID"]), message))
        for to in recipients:
            self.before_answer(to)

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
