"""Opens locked keys for a command that is not started by bin/serve, and becomes that command:

INSTANCE_KEY_FILE=FILE python -m tools.unlock granian ...
"""

import os
import sys
from pathlib import Path

from mutualaid.sealed import locked


def main(command: list[str]) -> None:
    file = Path(os.environ["INSTANCE_KEY_FILE"])
    try:
        keys, _passphrase = locked.ask(file)
    except locked.Wrong as wrong:
        sys.exit(f"unlock: {wrong}")
    path = locked.in_memory(keys)
    os.set_inheritable(int(path.rpartition("/")[2]), True)
    os.environ.update(INSTANCE_KEY_FILE=path, LOCKED_KEYS_FILE=str(file))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
