"""Measures the goals of every benchmark, or of those named."""

import importlib
import pkgutil
import sys

from tests import benchmarks


def main(asked: list[str]) -> int:
    known = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name[0] != "_"]
    if unknown := set(asked) - set(known):
        print(f"bin/bench: no {', '.join(sorted(unknown))}; there is {', '.join(known)}.")
        return 1
    short = False
    for name in asked or known:
        for goal in importlib.import_module(f"tests.benchmarks.{name}").goals():
            print(goal, flush=True)
            short |= not goal.holds
    return short


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
