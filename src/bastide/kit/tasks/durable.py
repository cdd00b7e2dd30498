"""What is on the disk, and not only said to be."""

import os
from pathlib import Path


def flush_to_disk(path: Path) -> None:
    """Make what `path` holds (a file's bytes, a folder's names) outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
