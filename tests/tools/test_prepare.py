"""What the scripts in bin/ do on machines that lack this or that, played with small stand-ins."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import ROOT

pytestmark = pytest.mark.once

SHELL = {"sh", "cat", "sed", "tr", "sort", "uniq", "grep", "ls", "cp", "rm", "mkdir", "chmod"}
SHELL |= {"dirname", "basename", "env"}
UV = """#!/bin/sh
echo "uv $*" >>"$CALLS"
case $1 in
--version) echo "uv 0.13.9" ;;
python) exit "${NO_DOWNLOAD:-0}" ;;
sync)
    [ -z "${OWN_CERTIFICATE:-}" ] || [ -n "${UV_SYSTEM_CERTS:-}" ] || exit 2
    mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
    cp "$SERVED" "$UV_PROJECT_ENVIRONMENT/bin/python"
    ;;
esac
"""
PYTHON = """#!/bin/sh
echo "python $*" >>"$CALLS"
case "$1 $2" in
"-c "*) [ -n "${TOO_OLD:-}" ] || echo "$0" ;;
"--version "*) echo "Python 3.11.2" ;;
"-m venv")
    [ -z "${NO_VENV:-}" ] || exit 1
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    ;;
"-m pip")
    [ -z "${NO_PIP:-}" ] || exit 1
    case "$*" in
    *--target*) into=$5/bin ;;
    *) into=${0%/python} ;;
    esac
    mkdir -p "$into"
    cp "$SOME_UV" "$into/uv"
    ;;
esac
"""


class Machine:
    """A clone on a machine whose PATH holds a shell's tools and what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clone = folder / "clone"
        self.path = folder / "path"
        self.calls = folder / "calls"
        for part in ["clone/bin", "clone/tools", "path", "home"]:
            (folder / part).mkdir(parents=True)
        shutil.copy(ROOT / "tools" / "prepare.sh", self.clone / "tools")
        self.put(
            "clone/bin/try",
            "#!/bin/sh\nset -eu\ndependencies=--no-dev\n"
            '. "$(dirname "$0")/../tools/prepare.sh"\nexec "$python"\n',
        )
        self.put("served", "#!/bin/sh\necho served\n")
        self.put("some-uv", UV)
        # By this name prepare.sh looks for one's own pyenv, which must not help out here.
        self.put("path/id", "#!/bin/sh\necho nobody-by-this-name\n")
        for tool in SHELL:
            (self.path / tool).symlink_to(shutil.which(tool))

    def put(self, name: str, script: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script)
        file.chmod(0o755)

    def run(self, **environment: str) -> subprocess.CompletedProcess:
        self.calls.write_text("")
        told = {
            "PATH": str(self.path),
            "HOME": str(self.folder / "home"),
            "PYENV_ROOT": str(self.folder / "pyenv"),
            "CALLS": str(self.calls),
            "SERVED": str(self.folder / "served"),
            "SOME_UV": str(self.folder / "some-uv"),
        }
        return subprocess.run(
            [self.clone / "bin" / "try"], env=told | environment, capture_output=True, text=True
        )


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def is_served(done) -> bool:
    return (done.returncode, done.stdout) == (0, "served\n")


def test_uv_on_the_path_is_used(machine):
    machine.put("path/uv", UV)
    machine.put("path/python3.13", PYTHON)
    done = machine.run()
    assert is_served(done), done.stderr
    sync = f"sync --quiet --frozen --inexact --no-dev --python {machine.path}/python3.13"
    assert sync in machine.calls.read_text()
    assert "-m venv" not in machine.calls.read_text()


def test_everything_is_written_inside_var(machine):
    machine.put("path/python3.13", PYTHON)
    machine.put("path/python3", PYTHON)
    assert is_served(machine.run())
    assert {path.name for path in machine.clone.iterdir()} == {"bin", "tools", "var"}
    assert not any((machine.folder / "home").iterdir())


def test_a_second_run_says_nothing(machine):
    machine.put("path/uv", UV)
    machine.put("path/python3.13", PYTHON)
    assert "setting up" in machine.run().stderr
    second = machine.run()
    assert is_served(second)
    assert second.stderr == ""


def test_a_shim_without_its_program_is_passed_over(machine):
    machine.put("pyenv/shims/uv", "#!/bin/sh\necho 'pyenv: uv: command not found' >&2\nexit 127\n")
    machine.put("pyenv/versions/3.11.7/bin/uv", UV)
    machine.put("pyenv/versions/3.13.0/bin/python3", PYTHON)
    machine.put("pyenv/versions/3.9.1/bin/python3", "#!/bin/sh\nexit 0\n")
    # Found by the shims on the PATH, although HOME is empty and PYENV_ROOT is elsewhere.
    done = machine.run(
        PATH=f"{machine.folder}/pyenv/shims:{machine.path}", PYENV_ROOT="/nowhere/at/all"
    )
    assert is_served(done), done.stderr
    assert "--python " + str(machine.folder / "pyenv/versions/3.13.0") in machine.calls.read_text()


def test_an_old_uv_is_passed_over(machine):
    machine.put("path/uv", "#!/bin/sh\necho uv 0.4.20\n")
    machine.put("path/python3", PYTHON)
    done = machine.run()
    assert is_served(done), done.stderr
    assert (machine.clone / "var/uv/bin/uv").exists()


def test_uv_is_installed_in_a_venv(machine):
    machine.put("path/python3", PYTHON)
    assert is_served(machine.run())
    assert "-m pip install uv==" in machine.calls.read_text()


def test_without_the_venv_module_uv_goes_into_a_folder(machine):
    machine.put("path/python3", PYTHON)
    done = machine.run(NO_VENV="1")
    assert is_served(done), done.stderr
    assert "--target" in machine.calls.read_text()


def test_without_pip_one_line_says_what_to_do(machine):
    machine.put("path/python3", PYTHON)
    done = machine.run(NO_PIP="1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("bin/try: uv is not here")


def test_a_certificate_that_only_the_machine_knows(machine):
    machine.put("path/uv", UV)
    machine.put("path/python3.13", PYTHON)
    assert is_served(machine.run(OWN_CERTIFICATE="1"))


def test_a_python_is_downloaded_only_if_none_is_here(machine):
    machine.put("path/uv", UV)
    machine.put("path/python3", PYTHON)
    assert is_served(machine.run(TOO_OLD="1"))
    calls = machine.calls.read_text()
    assert "uv python install --quiet 3.13" in calls
    assert "--python 3.13\n" in calls


def test_a_python_that_is_too_old_is_named(machine):
    machine.put("path/uv", UV)
    machine.put("path/python3", PYTHON)
    done = machine.run(TOO_OLD="1", NO_DOWNLOAD="1")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        "bin/try: needs Python 3.12 or newer; found Python 3.11.2 and could not download one. "
        "Install Python 3.13, then try again."
    ]


def test_an_unwritable_folder_is_named(machine):
    (machine.clone / "var").write_text("a file where the folder should be")
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr == (
        f"bin/try: cannot write into {machine.clone.resolve()}/var. "
        "Give yourself the right to write there, or clone elsewhere.\n"
    )


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "bin").iterdir()))
def test_scripts_are_plain_posix_shell(script):
    file = ROOT / "bin" / script
    assert os.access(file, os.X_OK)
    assert subprocess.run(["sh", "-n", file]).returncode == 0
