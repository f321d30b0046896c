"""`make bench`: every benchmark of this folder, or the named ones. Exit code 1 if a limit is missed.

A benchmark is a module with `async def main() -> Sequence[Measured]`; it stands on a database of its own.
"""

import asyncio
import importlib
import pkgutil
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import benchmarks
from benchmarks.measuring import Measured

FRAME = {"run", "measuring", "ground"}
TEXT = "text_"  # what `make bench-text` runs


def found(names: Sequence[str]) -> list[tuple[str, Callable[[], Awaitable[Sequence[Measured]]]]]:
    """The `main` of each named benchmark, or of all of them."""
    modules = sorted(
        module.name
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if module.name not in FRAME and not module.name.startswith(TEXT)
    )
    if unknown := set(names) - set(modules):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(modules)}.")
    imported = [(name, importlib.import_module(f"benchmarks.{name}")) for name in names or modules]
    return [(name, module.main) for name, module in imported if hasattr(module, "main")]


def main(names: Sequence[str]) -> int:
    """Run the benchmarks one after the other and print one line per comparison."""
    load = Path("/proc/loadavg").read_text().split()[0]
    print(f"CPU of application and database per operation; load {load} before the start.")
    missed = 0
    for name, benchmark in found(names):
        started = time.monotonic()
        comparisons = asyncio.run(_one(benchmark))
        print(f"\n{name} ({time.monotonic() - started:.0f} s)")
        for comparison in comparisons:
            print(f"  {comparison}", flush=True)
            missed += not comparison.holds
    if missed:
        print(f"\n{missed} of the limits were missed.")
    return 1 if missed else 0


async def _one(benchmark: Callable[[], Awaitable[Sequence[Measured]]]) -> Sequence[Measured]:
    return await benchmark()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
