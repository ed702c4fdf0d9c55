"""What no code of ours does, read off the code itself."""

import ast
import re
from functools import cache

import pytest

from tests.test_input import APPS
from tools import ROOT

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
RUNS_WHAT_IT_READS = {"eval", "exec", "compile", "__import__", "Template", "from_string"}
UNPACKS_CODE = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
SHELLS = {"system", "popen", "getoutput", "getstatusoutput", "create_subprocess_shell"}
TAKES_TO_OTHERS = {"socket", "http.client", "urllib.request", "smtplib", "ftplib", "requests"}


@cache
def code():
    """The files of ours, read: when it is asked for, not by each worker that lists the tests."""
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text())
        for app in APPS
        for file in (ROOT / app).rglob("*.py")
    }


def calls(tree):
    """Each call, with the last name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def test_the_code_is_found():
    assert len(code()) > 200
    assert len(SCRIPTS) > 4


def test_nothing_that_is_read_becomes_code_or_a_template():
    for file, tree in code().items():
        named = {name for name, call in calls(tree) if not is_pattern(call)}
        assert not named & RUNS_WHAT_IT_READS, file
        assert not {*imported(tree)} & UNPACKS_CODE, file


def is_pattern(call):
    """``re.compile``."""
    return getattr(getattr(call.func, "value", None), "id", "") == "re"


def test_programs_get_a_list_of_words_and_no_shell():
    started = []
    for file, tree in code().items():
        for name, call in calls(tree):
            assert name not in SHELLS, file
            assert not [given for given in call.keywords if given.arg == "shell"], file
            if getattr(getattr(call.func, "value", None), "id", "") == "subprocess":
                started.append(file)
                assert isinstance(lists_in(tree, call.args[0]), ast.List), file
    assert sorted(started) == ["mutualaid/pictures/__init__.py", "mutualaid/sealed/backups.py"]


def test_pages_with_a_form_take_it_in_one_way():
    """By `FORM_METHODS`, which answers HEAD too, and `posted`, which looks at an empty form too."""
    for file in code():
        text = (ROOT / file).read_text()
        assert "request.POST or None" not in text, file
        assert not re.search(r"""\[["']GET["'], ["']POST["']\]""", text), file


def test_nothing_is_given_out_whole():
    """No row is made into what a program reads: each answer for one names what it tells."""
    for file, tree in code().items():
        if not file.startswith("mutualaid/networks/moving/"):  # a network goes to its new server
            assert not {*imported(tree)} & {"django.core.serializers"}, file
            named = {name for name, _call in calls(tree)}
            assert not named & {"model_to_dict", "vars", "serialize"}, file
        for name, call in calls(tree):
            if name == "JsonResponse":
                assert isinstance(call.args[0], ast.Dict | ast.Name), file


def lists_in(tree, given):
    """What is given, or what the name that is given was set to."""
    if isinstance(given, ast.Name):
        [given] = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == given.id
        ]
    return given


def test_what_it_connects_to_is_written_down():
    page = (ROOT / "docs/running.md").read_text().partition("### What it connects to")[2]
    told = {*re.findall(r"^\| [^|]+ \| `(\w+)`", page.partition("\n#")[0], re.M)}
    settings = "".join(file.read_text() for file in (ROOT / "mutualaid/settings").glob("*.py"))
    assert told == {*re.findall(r"""env(?:\.\w+)?\("(\w+_URL)\"""", settings)}


def test_only_pushes_connect_by_themselves():
    """All else goes by Django and Celery to what the environment names."""
    connecting = {file for file, tree in code().items() if {*imported(tree)} & TAKES_TO_OTHERS}
    assert connecting == {"mutualaid/notices/push.py"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_write_text_and_never_markup(script):
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
    assert not re.search(banned, script.read_text())
    assert not re.search(r"\beval\(|\bFunction\(|javascript:|__proto__", script.read_text())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_script_listens_to_other_windows(script):
    assert not re.search(r"""["']message["']|onmessage|postMessage""", script.read_text())
