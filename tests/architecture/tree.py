"""Where the guards look."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"


def python_files(src: Path) -> Iterator[Path]:
    """Every module under `src` but migrations."""
    return (path for path in sorted(src.rglob("*.py")) if "migrations" not in path.parts)


def committed_files(root: Path) -> list[Path]:
    """What git knows below `root`, and what it would add."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return [root / name for name in listed if name and (root / name).is_file()]


def write(root: Path, files: dict[str, str]) -> Path:
    """Make `files` under `root`, for the tests in which a guard must bark."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root
