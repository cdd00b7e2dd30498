"""Where and when figures were taken: without that they mean nothing."""

import os
import platform
import subprocess
from datetime import date
from pathlib import Path


def description() -> str:
    """One line: day, processors, memory, Python, how busy the machine was, commit."""
    memory_kib = int(Path("/proc/meminfo").read_text().split()[1])
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    return (
        f"{date.today():%Y-%m-%d}, {len(os.sched_getaffinity(0))} cores, {memory_kib / 2**20:.0f} GiB, "  # noqa: DTZ011
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end, commit {commit.strip()}"
    )


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; all but the first column to the right."""
    lines = [head, ["---", *["---:" for _ in head[1:]]], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
