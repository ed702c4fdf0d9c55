"""What is kept about people, and for how long: what the page says is what the night does."""

import os
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from mutualaid import hooks
from mutualaid.accounts.cards.services import InUse, make_card, redeem
from mutualaid.accounts.models import Card, CardCode
from mutualaid.fields import random_id
from mutualaid.jobs.registry import nightly_kinds
from mutualaid.jobs.services import enqueue, sweep
from mutualaid.networks.agreements.rules import JOINING
from mutualaid.networks.agreements.services import suggest
from mutualaid.networks.joining.services import (
    end_invitation,
    join,
    knock,
    make_link,
    make_poster,
)
from mutualaid.networks.models import Invitation, Knock, Suggestion
from mutualaid.networks.services import leave
from tests.accounts.factories import UserFactory

OTHERS = {
    "accounts.forget": "does what the page says",
    "accounts.back_up": "makes a copy",
    "accounts.note_erasures": "notes who was erased",
    "networks.forget_on_disk": "takes what was deleted off the disk",
    "needs.ask_owners": "asks whether a need is still there",
    "needs.forget_order": "lays rows in another order",
    "needs.advance_all_results": "counts answers",
    "notices.plan_all": "plans mails",
    "resources.ask_owners": "asks whether a thing is still there",
    "resources.lapse_asks": "tells who got no answer",
}
"""What is done at night. What takes something out stands on the page, and is done by the first."""


@pytest.fixture
def night(transactional_db, time_machine):
    """``night(days)``: the night after so many days."""

    def after(days):
        time_machine.shift(timedelta(days=days))
        enqueue(kind="accounts.forget", subject=None, key=f"night {random_id()}")
        sweep()

    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)
    return after


def test_whatever_has_a_term_has_what_takes_it_out(settings):
    settings.BACKUP_DIR = "/somewhere"
    rows = hooks.all_kept()
    for row in rows:
        lasts = row.how_long.startswith(("until you", "until one of you", "as long as"))
        lasts = lasts and not any(letter.isdigit() for letter in row.how_long)
        assert callable(row.purge) or lasts, row
    assert len({row.what for row in rows}) == len(rows) > 20


def test_nothing_is_taken_out_at_night_that_the_page_does_not_tell_of():
    assert {*nightly_kinds} == OTHERS.keys()


def test_every_purge_of_the_page_is_done_tonight(night, monkeypatch):
    purges, done = [row.purge for row in hooks.all_kept() if row.purge], []
    rows = [hooks.Kept("x", "a day", partial(done.append, purge)) for purge in purges]
    monkeypatch.setattr(hooks.kept, "_offers", [(1, lambda: rows)])
    night(0)
    assert done == purges


def test_one_that_fails_keeps_no_other_from_being_done(night, monkeypatch):
    done = []

    def fail():
        raise ValueError("broken")

    rows = [hooks.Kept("x", "a day", each) for each in (fail, lambda: done.append("rest"))]
    monkeypatch.setattr(hooks.kept, "_offers", [(1, lambda: rows)])
    night(0)
    assert done == ["rest"]


def test_suggestions_and_knocks_wait_for_a_month(night, amina, bo):
    suggest(by=amina, kind=JOINING, value={"choice": "open"})
    knock(user=UserFactory(), network=amina.network, name="Sam")
    night(30)
    assert (Suggestion.objects.count(), Knock.objects.count()) == (1, 1)
    night(1)
    assert (Suggestion.objects.count(), Knock.objects.count()) == (0, 0)


def test_invitations_are_forgotten_once_they_ended(night, amina, bo, chen):
    ended = make_poster(by=amina, once=random_id(), uses=20, days=180)
    end_invitation(by=amina, invitation=ended)
    make_link(by=amina, once=random_id())  # 14 days
    make_link(by=bo, once=random_id())
    leave(member=bo)
    hangs = make_poster(by=chen, once=random_id(), uses=20, days=90)
    night(30)
    assert Invitation.objects.count() == 4
    night(1)
    assert Invitation.objects.count() == 2, "not the one that was ended, nor that of who left"
    night(14)
    assert Invitation.objects.get() == hangs
    night(90)
    assert not Invitation.objects.exists()


def test_an_invitation_stays_as_long_as_it_is_kept_who_came_by_it(night, amina):
    _link, code = make_link(by=amina, once=random_id())
    eve = join(user=UserFactory(), code=code, name="Eve")
    night(60)
    eve.refresh_from_db()
    assert eve.via.by == amina
    night(310)
    eve.refresh_from_db()
    assert eve.via is None
    assert not Invitation.objects.exists()


def test_the_day_of_a_code_is_forgotten_and_it_never_signs_in_again(night, amina):
    batch = "a secret of the page that prints the card"
    codes = make_card(user=amina.user, batch=batch)
    assert redeem(codes[0])
    night(30)
    assert CardCode.objects.exclude(used_on=None).count() == 1
    night(1)
    assert not CardCode.objects.exclude(used_on=None).exists()
    assert redeem(codes[0]) is None
    with pytest.raises(InUse):
        make_card(user=amina.user, batch=batch)
    assert redeem(codes[1]).left == 8


def test_a_card_that_ended_is_forgotten(night, amina):
    make_card(user=amina.user, batch="a secret of the page that prints the card")
    newer = make_card(user=amina.user, batch="another secret of a page that prints it")
    night(30)
    assert Card.objects.count() == 2
    night(1)
    assert Card.objects.count() == 1
    assert redeem(newer[0])


def test_copies_are_destroyed_also_where_no_new_one_is_made(night, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    for days in (29, 31):
        copy, made = tmp_path / f"{days}.backup", timezone.now() - timedelta(days=days)
        copy.write_bytes(b"sealed")
        os.utime(copy, (made.timestamp(), made.timestamp()))
    night(0)
    assert [each.name for each in tmp_path.glob("*.backup")] == ["29.backup"]


def test_the_page_says_how_long_copies_are_kept_where_there_are_any(client, db, settings):
    told = "Copies of all this, sealed"
    assert told not in client.get("/kept/").text
    settings.BACKUP_DIR = "/somewhere"
    row = client.get("/kept/").text.partition(told)[2].partition("</tr>")[0]
    assert "<td>30 days</td>" in row
