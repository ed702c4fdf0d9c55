"""How much the costly tests do: a little, or the stated counts with ``bin/test --deep``."""

import os

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

DEEP = os.environ.get("MUTUALAID_DEEP") == "1"

for profile, examples in {"small": 25, "deep": 500}.items():
    hypothesis_settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=profile == "small",
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
hypothesis_settings.load_profile("deep" if DEEP else "small")


@pytest.fixture
def deep():
    """``deep(small, stated)``: how many of something to try."""
    return lambda small, stated: stated if DEEP else small
