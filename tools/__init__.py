"""What stands behind the scripts in ``bin/``. The product itself imports nothing from here."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
CACHE = VAR / "cache"

os.environ.setdefault("RUFF_CACHE_DIR", str(CACHE / "ruff"))
os.environ.setdefault("MYPY_CACHE_DIR", str(CACHE / "mypy"))
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(CACHE / "hypothesis"))
