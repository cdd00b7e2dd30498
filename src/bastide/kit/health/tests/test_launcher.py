import socket
import sys
import time

import pytest
from django.core.management import CommandError

from bastide.kit.health import launcher
from bastide.kit.health.launcher import Part
from bastide.kit.health.management.commands.run import refuse_taken_port


def python(program):
    return [sys.executable, "-S", "-c", program]


def settle(part):
    part.process.wait(10)


def test_a_part_that_ends_is_said_and_started_again_after_a_pause():
    part, said = Part("The worker", python("raise SystemExit(3)")), []
    part.look(0, said.append)
    settle(part)

    part.look(1, said.append)
    assert part.process is None
    part.look(2, said.append)
    assert part.process is None
    part.look(1 + launcher.PAUSE_S, said.append)

    assert said == ["The worker ended with code 3."]
    settle(part)


def test_the_clock_is_called_each_minute_and_never_twice_at_once():
    part, said = Part("The clock", python("import time; time.sleep(0.5)"), every_s=60), []
    part.look(0, said.append)
    running = part.process
    part.look(61, said.append)
    assert part.process is running
    settle(part)

    part.look(62, said.append)

    assert part.process is not running
    assert said == []
    settle(part)


def test_a_part_that_does_not_want_to_stop_is_stopped():
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('x', flush=True); time.sleep(60)"
    part = Part("The web server", python(deaf))
    part.look(0, print)
    time.sleep(0.3)

    part.stop(time.monotonic() + 0.2)

    assert part.process.returncode is not None


def test_a_port_that_is_taken_is_said():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(CommandError, match="is taken"):
            refuse_taken_port("127.0.0.1", other.getsockname()[1])


def test_the_service_has_three_parts():
    names = [part.name for part in launcher.parts(host="127.0.0.1", port=8000, workers=2)]

    assert names == ["The web server", "The worker", "The clock", "The clock of long works"]
