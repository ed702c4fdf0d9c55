"""Reads the whole code with every linter at once, and prints what any of them found."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import ROOT

CHECKS = {
    "ruff": "ruff check --quiet .",
    "ruff format": "ruff format --check --quiet .",
    "mypy": "mypy --no-error-summary --hide-error-context",
    "djlint": "djlint --lint --quiet templates",
    "import-linter": "lint-imports --no-cache --no-logo",
    "migrations": "python manage.py makemigrations --check --dry-run",
    "translations": "python -m tools.translations --check",
}


def run(check: str) -> subprocess.CompletedProcess:
    program, *arguments = CHECKS[check].split()
    return subprocess.run(
        [Path(sys.executable).with_name(program), *arguments],
        cwd=ROOT,
        # In memory: on a fresh clone there is no folder for a database yet.
        env=os.environ | {"MUTUALAID_DEMO": "1", "DATABASE_URL": "sqlite://:memory:"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def main() -> int:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(CHECKS, pool.map(run, CHECKS), strict=True))
    failed = [check for check, result in results.items() if result.returncode]
    for check in failed:
        print(f"── {check}\n{results[check].stdout.strip()}\n")
    print(f"Lint: {', '.join(failed) + ' failed' if failed else 'clean'} ({', '.join(CHECKS)})")
    return len(failed) > 0


if __name__ == "__main__":
    sys.exit(main())
