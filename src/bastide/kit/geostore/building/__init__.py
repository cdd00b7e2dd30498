"""From an intermediate Parquet file to the two files of a version."""

from .build import Built, Origin, build
from .rows import Compiled, write_rows

__all__ = ["Built", "Compiled", "Origin", "build", "write_rows"]
