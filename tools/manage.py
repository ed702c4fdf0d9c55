"""Django's commands, in the demo or in the real installation."""

import subprocess
import sys

from mutualaid.sealed import locked

from . import ROOT
from .place import DEMO, REAL


def main(arguments: list[str]) -> int:
    place = REAL if arguments[:1] == ["--real"] else DEMO
    if not place.origin_file.exists():
        print(f"bin/manage: nothing is in {place.folder} yet; run bin/serve first", file=sys.stderr)
        return 1
    try:
        place.open_keys(serving=False)
    except locked.Wrong as wrong:
        print(f"bin/manage: {wrong}", file=sys.stderr)
        return 1
    command = [sys.executable, str(ROOT / "manage.py"), *arguments[place.real :]]
    return subprocess.run(command, env=place.environment(), close_fds=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
