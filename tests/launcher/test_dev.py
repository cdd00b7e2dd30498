import ast
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dev
from tests.architecture.tree import ROOT, write

LONG_SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture(autouse=True)
def nothing_left_running():
    yield
    dev.stop_all()


@pytest.fixture
def state(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(dev, "STATE", tmp_path)
    return tmp_path


def wait_until(true, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not (done := true()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return done


def is_running(pid: int) -> bool:
    """Whether `pid` is a process that still does something (a zombie does not)."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc").exists()


@contextlib.contextmanager
def listener(family: int, address: str):
    with contextlib.closing(socket.socket(family)) as taken:
        taken.bind((address, 0))
        taken.listen()
        yield taken.getsockname()[1]


# Before anything is installed


def test_the_launcher_needs_nothing_but_python():
    tree = ast.parse((ROOT / "dev.py").read_text())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_make_knows_the_verbs_of_the_launcher():
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split()

    assert set(targets) == {"help", *dev.VERBS}


def test_alone_it_lists_every_verb_and_what_it_does(capsys):
    assert dev.main([]) == 0

    said = capsys.readouterr().out
    assert all(re.search(rf"make {verb} +\w", said) for verb in dev.VERBS)


# Steps


def test_a_step_is_done_once_for_one_mark(tmp_path):
    done = []

    for mark in ("a", "a", "b", "b"):
        dev.unless_done(tmp_path / "stamp", mark, lambda mark=mark: done.append(mark))

    assert done == ["a", "b"]


def test_a_step_is_done_again_when_what_it_made_is_gone(tmp_path):
    made = tmp_path / "made"

    dev.unless_done(tmp_path / "stamp", "a", made.touch, made)
    made.unlink()
    dev.unless_done(tmp_path / "stamp", "a", made.touch, made)

    assert made.exists()


def test_a_step_that_fails_is_tried_again(tmp_path):
    dev.unless_done(tmp_path / "stamp", "a", lambda: None)

    with pytest.raises(ZeroDivisionError):
        dev.unless_done(tmp_path / "stamp", "b", lambda: 1 / 0)

    done = []
    dev.unless_done(tmp_path / "stamp", "a", lambda: done.append("again"))
    assert done == ["again"]


@pytest.mark.parametrize(
    "change",
    [{"app/0001.py": "B = 2\n"}, {"app/0002.py": "A = 1\n"}, {"app/deep/0001.py": ""}],
    ids=["other content", "one more file", "one more folder"],
)
def test_a_fingerprint_changes_with_any_file_of_a_folder(tmp_path, change):
    write(tmp_path, {"app/0001.py": "A = 1\n"})
    before = dev.fingerprint(tmp_path / "app")

    write(tmp_path, change)

    assert dev.fingerprint(tmp_path / "app") != before


def test_a_fingerprint_does_not_change_with_compiled_files(tmp_path):
    write(tmp_path, {"app/0001.py": "A = 1\n"})
    before = dev.fingerprint(tmp_path / "app")

    write(tmp_path, {"app/__pycache__/0001.cpython-311.pyc": "compiled"})

    assert dev.fingerprint(tmp_path / "app") == before


def test_modules_are_measured_migrations_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "SRC", tmp_path / "src")
    sizes = {"short": 399, "long": 400, "too_long": 800, "migrations/0001": 900}
    write(tmp_path / "src", {f"{name}.py": "A = 1\n" * lines for name, lines in sizes.items()})

    assert dev.long_modules() == (["src/long.py: 400 lines"], ["src/too_long.py: 800 lines"])


# The port


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0")])
def test_a_taken_port_is_said_with_another_to_try(family, address):
    with (
        listener(family, address) as port,
        pytest.raises(dev.Failure, match=rf"Port {port} is taken.*\n.*PORT=\d+ make"),
    ):
        dev.refuse_taken_port(port)


def test_a_port_left_a_moment_ago_is_free():
    with listener(socket.AF_INET, "127.0.0.1") as port:
        client = socket.create_connection(("127.0.0.1", port))
    client.close()

    dev.refuse_taken_port(port)


@pytest.mark.parametrize("text", ["eighty", "0", "65536", "-1", "80.0"])
def test_a_port_that_is_no_port_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(dev.Failure, match=f"PORT={text} is not a port"):
        dev.chosen_port()


def test_the_port_is_8000_unless_told(monkeypatch):
    monkeypatch.setenv("PORT", "")
    assert dev.chosen_port() == 8000

    monkeypatch.setenv("PORT", "8123")
    assert dev.chosen_port() == 8123


# Children


def test_stopping_a_process_stops_all_it_started():
    family = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {LONG_SLEEP!r}]).pid, flush=True)"
    process = dev.spawn([sys.executable, "-c", f"{family}; {LONG_SLEEP}"], stdout=subprocess.PIPE)
    grandchild = int(process.stdout.readline())
    assert is_running(grandchild)

    dev.stop(process)
    process.stdout.close()

    assert wait_until(lambda: not is_running(grandchild))
    assert process.returncode == -signal.SIGTERM


def test_a_process_that_will_not_hear_is_killed():
    process = dev.spawn([sys.executable, "-c", DEAF], stdout=subprocess.PIPE)
    process.stdout.readline()

    dev.stop(process, grace_s=0.2)
    process.stdout.close()

    assert process.returncode == -signal.SIGKILL


def test_what_a_quiet_command_said_is_shown_when_it_fails(capsys):
    with pytest.raises(dev.Failure, match="ended with code 3"):
        dev.call([sys.executable, "-c", "print('no room left'); raise SystemExit(3)"])

    assert "no room left" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_the_launcher(number):
    if number == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("Only Linux tells a child that its parent was killed.")
    script = f"""
import sys, time
import dev

def work(arguments):
    print(dev.spawn([sys.executable, "-c", {LONG_SLEEP!r}]).pid, flush=True)
    time.sleep(60)

dev.VERBS["run"] = work
sys.exit(dev.main(["run"]))
"""
    command = [sys.executable, "-c", script]
    launcher = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)})
    child = int(launcher.stdout.readline())

    launcher.send_signal(number)
    launcher.wait(timeout=20)
    launcher.stdout.close()

    assert wait_until(lambda: not is_running(child))
    assert launcher.returncode == (0 if number != signal.SIGKILL else -signal.SIGKILL)


def test_a_worker_that_ends_is_started_again(state, capsys):
    worker = dev.Kept("worker", [sys.executable, "-c", "raise SystemExit(1)"], pause_s=0)
    first = worker.process
    first.wait()

    worker.check()

    assert worker.process.pid != first.pid
    assert "The worker ended (code 1) and is started again" in capsys.readouterr().out


def test_the_clock_never_strikes_twice_at_once(state):
    clock = dev.Clock([sys.executable, "-c", LONG_SLEEP], first_s=0, every_s=0)

    clock.check()
    first = clock.process
    clock.check()

    assert clock.process is first


def test_a_failing_tick_is_said_once(state, capsys):
    clock = dev.Clock([sys.executable, "-c", "raise SystemExit(1)"], first_s=0, every_s=0)

    for _minute in range(3):
        clock.check()
        clock.process.wait()

    clock.check()
    assert capsys.readouterr().out.count("ended with code 1") == 1


def test_the_log_of_the_run_before_is_kept(state):
    dev.log_of("web").write_text("yesterday")

    dev.log_of("web").write_text("today")

    assert (state / "log/web.log.1").read_text() == "yesterday"


def test_without_a_redis_the_two_nodes_say_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev, "apt_install", lambda *packages: False)

    failed = []
    with dev.two_nodes({}, failed):
        pass

    assert failed == ["two nodes (no Redis)"]
    assert "install the package redis-server" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("there", "may_install", "taken"),
    [
        ({"chromium", "chromium-headless-shell"}, False, "chromium-headless-shell"),
        ({"chromium"}, True, "chromium-headless-shell"),
        ({"chromium"}, False, "chromium"),
        (set(), True, "chromium-headless-shell"),
        ({"google-chrome"}, False, "google-chrome"),
    ],
)
def test_the_quicker_browser_is_taken_where_it_may_be_had_else_another(monkeypatch, there, may_install, taken):
    found = set(there)

    def install(*packages):
        found.update(packages if may_install else ())
        return may_install

    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}" if name in found else None)
    monkeypatch.setattr(dev, "apt_install", install)

    assert dev.chromium() == f"/usr/bin/{taken}"


def test_without_any_browser_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev, "apt_install", lambda *packages: False)

    with pytest.raises(dev.Failure, match="chromium-headless-shell"):
        dev.chromium()


def test_what_fails_beside_other_steps_is_told_when_it_is_waited_for():
    done = []
    dev.Beside(lambda: done.append("static")).finish()
    failing = dev.Beside(lambda: dev.call([sys.executable, "-c", "raise SystemExit(3)"]))

    with pytest.raises(dev.Failure, match="ended with code 3"):
        failing.finish()
    assert done == ["static"]
