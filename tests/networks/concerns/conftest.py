import pytest

from tests.networks.factories import MemberFactory


@pytest.fixture
def others(network):
    return [MemberFactory(network=network, name=f"Neighbor {number}") for number in range(4)]
