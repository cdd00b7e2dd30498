"""Rows of workbooks that are no XLSX: LibreOffice's (.ods), Excel's of before 2007 (.xls) and its binary one (.xlsb).

For whoever reads a list that a town hall keeps in a spreadsheet. It believes no file name, refuses what would not fit
in memory before reading it, and tells a locked or broken workbook in a French sentence (decision 0125).
"""

from .reading import MAX_CELLS, UnreadableWorkbook, is_workbook, rows_of

__all__ = ["MAX_CELLS", "UnreadableWorkbook", "is_workbook", "rows_of"]
