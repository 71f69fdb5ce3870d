"""Asks clamd whether a file carries a virus. Source: clamd(8), command INSTREAM."""

import contextlib
import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 256 * 1024
# Seconds for which clamd may be silent, and for a whole file.
SILENCE = 30


class ScannerError(Exception):
    """No verdict: the scanner is not there, too slow, or does not take the file."""


def is_configured() -> bool:
    return bool(settings.CLAMD_URL)


def virus_in(file: IO[bytes]) -> str:
    """The name of the virus that clamd finds; "" for a clean file. Raises ScannerError."""
    file.seek(0)
    try:
        with contextlib.closing(_connect()) as connection:
            answer = _ask(connection, file)
    except (OSError, ValueError) as error:
        raise ScannerError(str(error)) from error
    finally:
        file.seek(0)
    words = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if words.endswith(" FOUND"):
        return words.removeprefix("stream: ").removesuffix(" FOUND")
    if words == "stream: OK":
        return ""
    raise ScannerError(words[:200] or "no answer")


def _connect() -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SILENCE)
        connection.connect(address.path)
        return connection
    if address.scheme != "tcp":
        raise ValueError("CLAMD_URL is neither tcp:// nor unix://")
    return socket.create_connection((address.hostname or "", address.port or 3310), SILENCE)


def _ask(connection: socket.socket, file: IO[bytes]) -> bytes:
    # A file beyond StreamMaxLength has clamd hang up while it is sent; what it said is read all the same.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"zINSTREAM\0")
        for chunk in iter(lambda: file.read(CHUNK), b""):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith((b"\0", b"\n")) and len(answer) < 4096:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    return answer
