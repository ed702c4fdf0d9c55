"""No model points up, or sideways: what import-linter cannot see, since a key may name its model.

The floors are those of import-linter's contracts in ``pyproject.toml``.
"""

import tomllib

import pytest
from django.apps import apps

from tools import ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = {each["name"]: each["layers"] for each in LINTER["contracts"] if "layers" in each}
FLOORS = [*LAYERS["Floors"][:-1], *LAYERS["Ground floor"]]
HEIGHT = {app.strip(): -depth for depth, layer in enumerate(FLOORS) for app in layer.split("|")}
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.partition(".")[0] in LINTER["root_packages"]
]


def app_of(model):
    return apps.get_app_config(model._meta.app_label).name


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_keys_point_down_or_stay_at_home(model):
    ours = app_of(model)
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete:
            theirs = app_of(field.related_model)
            assert theirs == ours or HEIGHT[theirs] < HEIGHT[ours], f"{field} points up or aside"
