"""`make bench-text`: quality and speed of the analysis beside alternatives on the same rows; exit code 1 where a floor
is missed.

A module `text_…` of this folder adds its cases by a tuple `CASES` of functions that give `Line`s. Names on the command
line choose among them. Without the comments nothing is measured; the exit code is 0.
"""

import importlib
import pkgutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import benchmarks
from benchmarks import text_sets
from benchmarks.text_lines import OURS, WIDTH, Line

ENGINES: Final = (OURS, "nothing learned", "NLTK VADER", "vaderSentiment", "TextBlob")


def cases(names: Sequence[str]) -> list[Callable[[], Iterable[Line]]]:
    """Returns every case of every module, or the named ones."""
    modules = (one.name for one in pkgutil.iter_modules(benchmarks.__path__) if one.name.startswith("text_"))
    found = [
        case
        for name in modules
        if name != "text_run"
        for case in getattr(importlib.import_module(f"benchmarks.{name}"), "CASES", ())
    ]
    if unknown := set(names) - {case.__name__ for case in found}:
        sys.exit(f"There is no case {', '.join(sorted(unknown))}; there are: {', '.join(c.__name__ for c in found)}.")
    return [case for case in found if not names or case.__name__ in names]


def main(names: Sequence[str]) -> int:
    """Prints the table."""
    if not text_sets.present():
        print(f"Skipped: there are no comments in {text_sets.FOLDER}. Set VOCAPP_COMMENTS to where they are.")
        return 0
    print(f"{'':<{WIDTH}} {'  '.join(name[:7].rjust(7) for name in ENGINES)}")
    missed = 0
    for case in cases(names):
        started = time.process_time()
        for line in case():
            print(line.text(ENGINES), flush=True)
            missed += not line.holds
        print(f"{'':<{WIDTH}} ({case.__name__}: {time.process_time() - started:.0f} CPU-s)\n", flush=True)
    if missed:
        print(f"{missed} of the floors were missed.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
