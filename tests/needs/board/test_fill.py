"""Filling a demo with very much that is made up."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from mutualaid import hooks
from mutualaid.networks.models import Member, Network
from needs.posts.models import Need

pytestmark = pytest.mark.django_db


def test_only_a_demo_is_filled(settings, amina):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("fill", needs=10)
    settings.DEMO = True
    with pytest.raises(CommandError):
        call_command("fill", needs=10)
    assert not Need.objects.exists()


def test_it_adds_what_was_asked_for_and_others_add_theirs(settings, monkeypatch, capsys):
    settings.DEMO = True
    offers, asked = hooks.fill._offers, []
    other = (60, lambda network, wanted: asked.append(wanted["resources"]))
    monkeypatch.setattr(hooks.fill, "_offers", [*offers, other])
    call_command("fill")
    before, people = Need.objects.count(), Member.objects.present().count()
    call_command("fill", needs=80, resources=4)
    assert Need.objects.count() == before + 80
    assert asked[-2:] == [3, 1]
    assert "Millbrook: 60 needs" in capsys.readouterr().out
    assert Member.objects.present().count() == people
    millbrook = Network.objects.get(name="Millbrook")
    made = millbrook.needs.filter(key=None)
    assert made.exclude(cell="").exists()
    assert len({*made.values_list("category", flat=True)}) > 20
    assert not made.filter(care=True).exclude(audience="known", shows_place=False).exists()
    live = made.live().filter(care=False)
    assert all(need.indexed and need.title for need in live)
