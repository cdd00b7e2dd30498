"""`python -m bench [name…] [--option…]`: run the benchmarks named, or all."""

import runpy
import sys
from pathlib import Path

GUARD = 'if __name__ == "__main__":'


def benchmarks() -> list[str]:
    """Modules that can be run; the others are parts of them."""
    here = Path(__file__).parent
    return sorted(path.stem for path in here.glob("[a-z]*.py") if GUARD in path.read_text())


def main(arguments: list[str]) -> int:
    options = [argument for argument in arguments if argument.startswith("-")]
    wanted = [argument for argument in arguments if argument not in options] or benchmarks()
    if unknown := set(wanted) - set(benchmarks()):
        print(
            f"No benchmark called {', '.join(sorted(unknown))}: there are {', '.join(benchmarks())}.", file=sys.stderr
        )
        return 2
    for name in wanted:
        sys.argv = [name, *options]
        runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
