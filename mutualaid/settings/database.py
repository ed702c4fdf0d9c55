"""What differs between the two databases: SQLite when embedded, PostgreSQL when scaled."""

import sqlite3
from pathlib import Path

from environ import Env

# Older ones call it unsafe that a trigger writes into an index of words. The file is ours alone.
TRUSTED = "OFF" if sqlite3.sqlite_version_info >= (3, 46) else "ON"


def database(env: Env, var: Path) -> dict:
    """The default database, from ``DATABASE_URL`` or a file in ``var``."""
    config = env.db("DATABASE_URL", default=f"sqlite:///{var / 'mutualaid.sqlite3'}")
    if "sqlite" in config["ENGINE"]:
        config["ENGINE"] = "mutualaid.db.sqlite"
        config["CONN_MAX_AGE"] = None  # opening one costs as much as a small page
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=NORMAL;"  # the rest: see mutualaid/db/sqlite
                "PRAGMA wal_autocheckpoint=4000;"  # 16 MB: a quarter of the times
                "PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;"
                f"PRAGMA trusted_schema={TRUSTED};"
            ),
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        options = config.setdefault("OPTIONS", {})  # what the address says, such as sslmode
        options["pool"] = {"min_size": 2, "max_size": 8, "timeout": 10}
        # Without samples each plan looks costly, and compiling it takes a hundred times its run.
        options["options"] = f"{options.get('options', '')} -c jit=off".strip()
    return config
