"""PDFs made from our own templates: data goes in as JSON, no source is ever built from words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent / "typst"


def make_pdf(template: str, data: Mapping[str, Any], *, at: datetime, is_accessible: bool = True) -> bytes:
    """The PDF of `template` (a file of the folder `typst`), tagged and checked against PDF/A-2a and PDF/UA-1.

    The same data at the same moment give the same bytes.
    """
    made = typst.compile(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        # Read aloud in order, and readable in fifty years.
        pdf_standards=["a-2a", "ua-1"] if is_accessible else None,
        timestamp=int(at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made
