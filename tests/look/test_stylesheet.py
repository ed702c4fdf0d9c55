"""One stylesheet that old phones understand, in two inks on cream."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "static/css/mutualaid.css").read_text()
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)

LIGHT = {
    "paper": "#fffaf1",
    "ink": "#241c15",
    "soft": "#5b4c3d",
    "brick": "#8a2f1b",
    "green": "#1f5d3a",
    "error": "#9c1c1c",
    "line": "#8a7660",
    "focus": "#ffd23f",
}
DARK = {
    "paper": "#1d1813",
    "ink": "#f6efe4",
    "soft": "#cbbba6",
    "brick": "#ffb59c",
    "error": "#ffb4ab",
    "line": "#8f7f6b",
}


def tokens(text):
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", text))


def tokens_of(scheme):
    light, dark = RULES.split("@media (prefers-color-scheme: dark)")
    found = tokens(light)
    return found if scheme == "light" else found | tokens(dark.split("/*")[0].split("@media")[0])


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("scheme", "colors"), [("light", LIGHT), ("dark", DARK)])
def test_colors_are_those_agreed(scheme, colors):
    assert colors.items() <= tokens_of(scheme).items()


@pytest.mark.parametrize(
    ("scheme", "text"), list(product(["light", "dark"], ["ink", "soft", "brick", "green", "error"]))
)
def test_text_stands_out_seven_times(scheme, text):
    found = tokens_of(scheme)
    assert contrast(found[text], found["paper"]) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_stand_out_three_times(scheme):
    found = tokens_of(scheme)
    assert contrast(found["line"], found["paper"]) >= 3
    # The two rings of the focus: one of them shows on any ground.
    assert contrast(found["focus"], LIGHT["ink"]) >= 3
    assert contrast(found["ink"], found["paper"]) >= 3


def test_parts_stand_in_their_order():
    order = ["Tokens", "Reset", "Base", "Layout", "Parts", "Print"]
    assert re.findall(r"/\* (\w+) \*/", CSS) == order


@pytest.mark.parametrize(
    "banned",
    [
        "@layer",
        "@import",
        "@font-face",
        "light-dark",
        ":has(",
        ":is(",
        ":where(",
        "gradient",
        "url(",
        "text-shadow",
        "border-radius: [1-9]",
        "clamp(",
        "@container",
        "&",
    ],
)
def test_nothing_that_old_phones_drop_or_the_look_forbids(banned):
    assert not re.search(banned if "[" in banned else re.escape(banned), RULES)


def test_no_shadow_but_the_ring_of_the_focus():
    for shadow in re.findall(r"box-shadow: ([^;}]+)", RULES):
        assert shadow.strip() in {"0 0 0 6px var(--focus)", "none"}


def test_rules_are_not_nested():
    flat = re.sub(r"@(media|supports)[^{]+\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", r"\2", RULES)
    assert not re.search(r"\{[^{}]*\{", flat)


def test_only_logical_sides():
    side = r"[\s;{](?:(?:margin|padding|border)-)?(?:left|right|top|bottom)(?:-\w+)*\s*:"
    assert not re.findall(side, RULES)
    assert not re.findall(r"text-align: (left|right)|float: ", RULES)
    assert not re.findall(r"[\s;{](min-|max-)?(width|height): ", re.sub(r"@media[^{]+", "", RULES))


def test_specificity_stays_low():
    for selectors in re.findall(r"([^{}]+)\{", RULES):
        for selector in selectors.split(","):
            assert "#" not in selector, selector
            assert len(re.findall(r"\.|\[|:[a-z]", selector.replace("::", " "))) <= 4, selector
    assert set(re.findall(r"([^;{]*)!important", RULES)) <= {" display: none "}


def test_no_text_is_smaller_than_sixteen_pixels():
    sizes = re.findall(r"--(?:text|small|h1|h2|h3): ([\d.]+)(rem|pt)", RULES)
    assert all(float(size) >= (1 if unit == "rem" else 11) for size, unit in sizes)
    for size in re.findall(r"font-size: ([\d.]+)rem", RULES):
        assert float(size) >= 1
