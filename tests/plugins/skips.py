"""On the machine that decides (`CI=true`), nothing is missing or skipped in silence.

A test may be skipped there only when its address stands in `tests/allowed_skips.txt`, one a line, a `#` and the reason.
An expected failure counts as a skip.
"""

import os
from pathlib import Path

import pytest

LIST = "tests/allowed_skips.txt"


def read_list(path: Path) -> set[str]:
    lines = path.read_text().splitlines() if path.exists() else []
    return {address for line in lines if (address := line.partition("#")[0].strip())}


class SkipWatch:
    """Turns a skip that nobody allowed into a failed run."""

    def __init__(self, allowed: set[str]) -> None:
        self.allowed = allowed
        self.unexpected: dict[str, str] = {}

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and report.nodeid not in self.allowed:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", "")
            self.unexpected[report.nodeid] = reason

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session):
        if self.unexpected and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return (yield)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.unexpected:
            terminalreporter.section("skipped, and not allowed to be", red=True)
            for address, reason in sorted(self.unexpected.items()):
                terminalreporter.line(f"{address}: {reason}")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("CI", "").lower() not in ("1", "true") or hasattr(config, "workerinput"):
        return
    shared = config.rootpath.parent / "shared"
    if not shared.is_dir():
        raise pytest.UsageError(f"CI=true, and {shared} is missing: the deliveries that tests read lie there.")
    config.pluginmanager.register(SkipWatch(read_list(config.rootpath / LIST)), "bastide-skips")
