"""The child process that opens a workbook: a bad file may crash it, or fill its memory, and nobody else's.

The file comes on standard input; each line of the answer is a row of the first visible sheet that has some, as JSON.
The last line, or the only one, may say instead why there are none. It imports nothing of ours: it starts in no time.
"""

import datetime
import io
import json
import resource
import signal
import sys
from typing import Any

import python_calamine as calamine

ADDRESS_SPACE = 1 << 30
CPU_SECONDS = 60
#: Longer is no cell of a list.
LONGEST = 32_767


def told(cell: Any) -> Any:
    """A cell as JSON knows it; days and hours are marked."""
    if isinstance(cell, datetime.timedelta) and datetime.timedelta() <= cell < datetime.timedelta(days=1):
        # An hour of a day is written as a length of time.
        hours, seconds = divmod(cell.seconds, 3600)
        cell = datetime.time(hours, *divmod(seconds, 60))
    if isinstance(cell, datetime.date | datetime.time):
        return {type(cell).__name__: cell.isoformat()}
    return cell[:LONGEST] if isinstance(cell, str) else cell if isinstance(cell, bool | int | float) else str(cell)


def say(answer: Any) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")


def main() -> None:
    for name, value in ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CPU, CPU_SECONDS)):
        resource.setrlimit(name, (value, value))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    most = int(sys.argv[1])
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for place, sheet in enumerate(workbook.sheets_metadata):
            if sheet.visible != calamine.SheetVisibleEnum.Visible:
                continue
            found: Any = workbook.get_sheet_by_index(place)
            if found.height * found.width > most:
                say({"code": "too-large"})
                return
            if rows := found.to_python(skip_empty_area=False):
                for row in rows:
                    say([told(cell) for cell in row])
                return
    except calamine.PasswordError:
        say({"code": "locked"})
    except (calamine.CalamineError, ValueError, OSError):
        say({"code": "damaged"})


if __name__ == "__main__":
    main()
