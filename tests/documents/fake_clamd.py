"""A server that speaks as clamd does: INSTREAM, and nothing else."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

# Source: https://www.eicar.org, the file by which scanners are tried; harmless. In two halves, so
# that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
MOST = 25 * 1024 * 1024


@contextlib.contextmanager
def clamd(manner: str = "honest", most: int = MOST) -> Iterator[str]:
    """Its address. `manner`: honest, slow (says nothing), killed (hangs up), or mad (says junk)."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                _answer(connection, manner, most, over)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
    finally:
        over.set()
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def _answer(connection: socket.socket, manner: str, most: int, over: threading.Event) -> None:
    stream = connection.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    body = b""
    while size := struct.unpack("!L", stream.read(4))[0]:
        body += stream.read(size)
        if manner == "killed":
            return
        if len(body) > most:
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
    if manner == "slow":
        over.wait(5)
    elif manner == "mad":
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    else:
        found = b"Eicar-Test-Signature FOUND" if EICAR in body else b"OK"
        connection.sendall(b"stream: " + found + b"\0")
