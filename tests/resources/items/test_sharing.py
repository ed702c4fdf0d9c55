"""Sharing something, and who finds it."""

from tests.resources.factories import ItemFactory, WindowFactory, shared_by


def test_made_by_factories(amina):
    item = ItemFactory(by=amina)
    WindowFactory(item=item)
    assert item.network == amina.network
    assert shared_by(amina).by == amina
