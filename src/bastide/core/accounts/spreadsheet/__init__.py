"""A list of people, from a CSV or XLSX file to lines that can be checked one by one."""

from .check import CheckedLine, Verdict, check
from .read import HEADERS, Line, UnreadableFile, read

__all__ = ["HEADERS", "CheckedLine", "Line", "UnreadableFile", "Verdict", "check", "read"]
