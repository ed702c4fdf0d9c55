"""Text that people paste, phones send and attackers try."""

from hypothesis import strategies as st

SAMPLES = [
    "",
    " ",
    "a" * 10_000,
    "a\x00b",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% load x %}",
    "\u202eevil\u202c",
    "\u200f\u200e\u2066x\u2069",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "e\u0301" * 40,
    "ﷺ" * 50,
    "'; DROP TABLE needs_survey; --",
    "=1+1",
    "-1",
    "1e309",
    "NaN",
    "٣٫٥",
    "9" * 40,
    "\r\n\r\n",
    "\ufeffBOM",
    "%00%2e%2e/",
]

nasty_texts = st.one_of(
    st.sampled_from(SAMPLES),
    st.text(max_size=60),
    # A browser sends no lone surrogates, but a script may try.
    st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
)


def forged(names: list[str]) -> st.SearchStrategy:
    """Form data: some of the names, and some that nobody asked for, with anything in them."""
    name = st.one_of(st.sampled_from(names), st.sampled_from(["id", "survey", "by", "network"]))
    return st.dictionaries(name, nasty_texts, max_size=len(names) + 2)
