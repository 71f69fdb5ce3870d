"""What the process inside may use. It sets this upon itself before it looks at the first byte.

Seconds, bytes and counts; what is beyond them ends the process, and nothing but the process.
"""

import ctypes
import platform
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from typing import Any

_PDEATHSIG, _NO_NEW_PRIVS, _SECCOMP, _FILTER = 1, 38, 22, 2
# Machine → its mark in a filter, and the numbers of socket, connect, execve and execveat.
# Source: Linux, include/uapi/linux/audit.h and arch/*/entry/syscalls.
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 59, 322)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281)),
}
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the second answers EPERM


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: int = 20
    memory: int = 768 * 1024 * 1024
    output: int = 64 * 1024 * 1024
    pages: int = 2_000
    characters: int = 4_000_000

    def as_words(self) -> list[str]:
        return [str(getattr(self, name)) for name in self.__slots__]

    @classmethod
    def from_words(cls, words: list[str]) -> "Limits":
        return cls(*map(int, words))


def confine(limits: Limits) -> None:
    """From here on: so much time and memory, no network, no other program."""
    for kind, most in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.output),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # Waiting takes no processor time: the clock on the wall ends that.
    signal.alarm(limits.seconds * 2)
    libc = ctypes.CDLL(None, use_errno=True)
    # Whoever asked is gone, killed perhaps: nobody waits for the answer.
    libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    _forbid_calls(libc)
    sys.addaudithook(_refuse)


def _forbid_calls(libc: Any) -> None:
    """Have the kernel refuse connections and programs, where it can; the audit hook refuses them too."""
    known = _CALLS.get(platform.machine())
    if known is None:
        return
    machine, calls = known
    steps = [(0x20, 0, 0, 4), (0x15, 0, len(calls) + 2, machine), (0x20, 0, 0, 0)]
    steps += [(0x15, len(calls) - at, 0, call) for at, call in enumerate(calls)]
    steps += [(0x06, 0, 0, _ALLOW), (0x06, 0, 0, _REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    )
    libc.prctl(_SECCOMP, _FILTER, program, 0, 0)


def _refuse(event: str, _arguments: Any) -> None:
    if event.startswith(("socket.connect", "socket.bind", "subprocess.", "os.exec", "os.fork")):
        raise PermissionError(event)
