"""Tables, with the header of each cell right when cells merge."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ..reading.xml import attribute, name, text_of
from .blocks import unwrapped
from .renderer import TITLES, Renderer, escape
from .vocabulary import block

ROWS = ("rangee", "ligne", "row")
CELLS = ("cellule", "cell")
#: What HTML takes at most.
WIDEST, TALLEST = 1000, 1000


@dataclass
class Cell:
    node: etree._Element | None
    across: int
    down: int
    #: The column it really stands in, once the cells merged above are counted.
    column: int = 0
    written: str = ""


@dataclass
class Row:
    is_header: bool
    cells: list[Cell] = field(default_factory=list)


@block("tableau")
def table(r: Renderer, node: etree._Element, level: int) -> str:
    caption, title, before, after = "", "", "", ""
    #: A summary between the title and the rows stays there.
    under = ""
    rows: list[Row] = []
    headers = [attribute(each, "type").lower() == "header" for each in node if name(each) == "colonne"]
    before += r.text(node.text)
    for each in node:
        called = name(each)
        if called in TITLES:
            caption += (" " if caption else "") + r.label(each)
            title = title or text_of(each)
        elif called in ROWS:
            after = _between(rows, after)
            rows.append(_row(r, each, level))
        elif called in CELLS:
            after = _between(rows, after)
            rows.append(Row(False, [_cell(r, each, level)]))
        elif piece := r.piece(each, level):
            if rows:
                after += piece
            elif caption and "<table" not in piece:
                under += piece
            else:
                before += piece
        if tail := r.text(each.tail):
            if rows:
                after += tail
            elif caption:
                under += tail
            else:
                before += tail
    if not rows:
        return before + (f"<p>{caption}</p>" if caption else "") + under + after
    width = _place(rows)
    label = escape(title) or "Tableau"
    body = f"<caption>{caption}{under}</caption>" if caption else ""
    body += _written(rows, headers, width)
    return (
        f'{before}<div class="table-frame" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="table table--kept">{body}</table></div>{after}'
    )


def _between(rows: list[Row], written: str) -> str:
    """What stands between two rows becomes a row as wide as the first. Nothing is left to write after the table."""
    if rows and written:
        wide = sum(cell.across for cell in rows[0].cells)
        rows.append(Row(False, [Cell(None, min(WIDEST, max(1, wide)), 1, written=unwrapped(written))]))
        return ""
    return written


def _row(r: Renderer, node: etree._Element, level: int) -> Row:
    row = Row(attribute(node, "type").lower() == "header")
    stray = r.text(node.text)
    for each in node:
        if name(each) not in CELLS:
            stray += r.piece(each, level) + r.text(each.tail)
            continue
        if stray:
            row.cells.append(Cell(None, 1, 1, written=unwrapped(stray)))
        row.cells.append(_cell(r, each, level))
        stray = r.text(each.tail)
    if stray:
        row.cells.append(Cell(None, 1, 1, written=unwrapped(stray)))
    return row


def _cell(r: Renderer, node: etree._Element, level: int) -> Cell:
    across = _span(attribute(node, "fusionHorizontale", "colspan"), WIDEST)
    down = _span(attribute(node, "fusionVerticale", "rowspan"), TALLEST)
    return Cell(node, across, down, written=unwrapped(r.flow(node, level)))


def _span(told: str, most: int) -> int:
    return max(1, min(most, int(told))) if told.isascii() and told.isdigit() and len(told) < 7 else 1


def _place(rows: list[Row]) -> int:
    """Give each cell its real column, and shorten what reaches below the table. The width of the table."""
    busy: dict[int, int] = {}
    width = 0
    for place, row in enumerate(rows):
        busy = {column: left - 1 for column, left in busy.items() if left > 1}
        column = 0
        for cell in row.cells:
            while column in busy:
                column += 1
            cell.column = column
            cell.down = min(cell.down, len(rows) - place)
            # A wide cell may not run over one merged from above: HTML would let them overlap.
            free = next((step for step in range(1, cell.across) if column + step in busy), cell.across)
            cell.across = free
            column += free
        for cell in row.cells:
            for step in range(cell.across):
                busy[cell.column + step] = cell.down
        width = max([width, *(cell.column + cell.across for cell in row.cells), *(each + 1 for each in busy)])
    return width


def _written(rows: list[Row], headers: list[bool], width: int) -> str:
    top = 0
    while top < len(rows) and rows[top].is_header:
        top += 1
    # Merged cells may not cross from the head of a table into its body.
    if top == len(rows) or any(cell.down > top - place for place in range(top) for cell in rows[place].cells):
        top = 0
    head = "".join(_written_row(row, headers, width) for row in rows[:top])
    body = "".join(_written_row(row, headers, width) for row in rows[top:])
    return (f"<thead>{head}</thead>" if head else "") + f"<tbody>{body}</tbody>"


def _written_row(row: Row, headers: list[bool], width: int) -> str:
    return f"<tr>{''.join(_written_cell(cell, row, headers, width) for cell in row.cells)}</tr>"


def _written_cell(cell: Cell, row: Row, headers: list[bool], width: int) -> str:
    spans = (f' colspan="{cell.across}"' if cell.across > 1 else "") + (
        f' rowspan="{cell.down}"' if cell.down > 1 else ""
    )
    scope = ""
    if row.is_header:
        scope = "colgroup" if cell.across > 1 else "col"
    elif cell.column < len(headers) and headers[cell.column]:
        scope = "rowgroup" if cell.down > 1 else "row"
    # An empty header names nothing.
    if not scope or not cell.written:
        return f"<td{spans}>{cell.written}</td>"
    return f'<th scope="{scope}"{spans}>{cell.written}</th>'


@block(*ROWS, *CELLS)
def stray_row(r: Renderer, node: etree._Element, level: int) -> str:
    """A row or a cell outside of a table: a table of its own."""
    row = _row(r, node, level) if name(node) in ROWS else Row(False, [_cell(r, node, level)])
    if not row.cells:
        return ""
    _place([row])
    return f'<table class="table table--kept"><tbody>{_written_row(row, [], 0)}</tbody></table>'
