import os
import shutil
import subprocess
import sys

import pytest

from tools import ROOT
from tools.place import Place


def clean_environment():
    ours = {"MUTUALAID_DEMO", "MUTUALAID_VAR", "DATABASE_URL", "BROKER_URL", "PORT"}
    return {name: value for name, value in os.environ.items() if name not in ours}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A demo and an empty real one, as they are after their first start, which takes seconds."""
    folder = tmp_path_factory.mktemp("prepared")
    for name, commands in {"demo": ["migrate", "demo"], "real": ["migrate"]}.items():
        place = Place(folder / name, real=name == "real")
        place.prepare("https://aid.example.org" if place.real else "http://localhost:8000")
        for command in commands:
            subprocess.run(
                [sys.executable, "manage.py", command, "--verbosity=0"],
                cwd=ROOT,
                env=clean_environment() | place.environment(),
                check=True,
                stdout=subprocess.DEVNULL,
            )
    return folder


@pytest.fixture
def folder(prepared, tmp_path):
    """A copy of them for one test."""
    return shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
