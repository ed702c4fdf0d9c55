"""Both sides are heard, and two agree on what came of it (safety 25)."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from mutualaid.networks.concerns.services import (
    answer,
    ask,
    end,
    propose,
    withdraw,
    word,
)
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.models import Concern
from mutualaid.networks.page import page_written
from mutualaid.networks.services import leave
from mutualaid.sealed.keys import row_name
from mutualaid.sealed.models import DataKey
from tests.networks.concerns.steps import LIST, asked, end_it, raised, reread, seats
from tests.networks.factories import page_texts, write_page


def test_it_ends_once_they_agree_and_the_other_side_was_heard(browse, amina, bo, others):
    concern = raised(amina)
    one, two, _three = seats(concern)
    with pytest.raises(PermissionDenied):
        end_it(one, two, outcome="We spoke.")
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    with pytest.raises(PermissionDenied):
        end_it(one, two, outcome="We spoke.")
    ask(by=one, question="Well?")
    with pytest.raises(PermissionDenied):
        end_it(one, two, outcome="We spoke.")
    answer(by=bo, concern=reread(concern), answer="I am sorry")
    word(by=one, outcome="They talked, and it is settled.")
    worded = reread(concern).wording
    with pytest.raises(PermissionDenied):
        end(by=one, wording=worded)
    assert browse(others[3]).get(LIST).text.count("it is settled") == 0
    end(by=two, wording=worded)
    page = browse(others[3]).get(LIST).text
    assert "it is settled" in page
    assert "We talk with those concerned" in page
    for told in ("He shouted", "I am sorry", ">Bo", "Amina"):
        assert told not in page


def test_nobody_agrees_with_words_they_have_not_read(browse, amina, bo, others):
    concern = raised(amina, named="Nobody here")
    one, two, three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    word(by=one, outcome="These they read")
    page, client = f"{LIST}{concern.pk}/", browse(two.member)
    read = re.search(r'name="wording" value="(\w+)"', client.get(page).text)[1]
    word(by=three, outcome="These came meanwhile")
    answered = client.post(f"{page}end/", {"wording": read})
    assert "Meanwhile it went on" in answered.text
    assert reread(concern).state == Concern.State.OPEN
    read = re.search(r'name="wording" value="(\w+)"', client.get(page).text)[1]
    client.post(f"{page}end/", {"wording": read})
    assert reread(concern).state == Concern.State.ENDED


def test_who_does_not_answer_holds_nothing_up_for_ever(amina, bo, others, time_machine):
    concern = raised(amina)
    one, two, _three = seats(concern)
    ask(by=one, question="Well?")
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    time_machine.move_to(amina.network.today() + timedelta(days=8))
    end_it(one, two, outcome="Nothing more.")
    assert reread(concern).state == Concern.State.ENDED


def test_who_raised_it_takes_it_back_with_all_that_came_of_it(browse, amina, bo, others):
    concern = raised(amina)
    for seat in asked(concern):
        propose(by=seat, proposal="break")
    key = concern.key_id
    assert browse(bo).post(f"{LIST}{concern.pk}/withdraw/").status_code == 404
    assert browse(others[0]).post(f"{LIST}{concern.pk}/withdraw/").status_code == 404
    browse(amina).post(f"{LIST}{concern.pk}/withdraw/")
    assert not Concern.objects.exists()
    assert not DataKey.objects.filter(pk=key).exists()
    assert reread(bo).break_until is None


def test_what_has_ended_is_not_taken_back(amina, bo, others):
    concern = raised(amina, named="Nobody here")
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    end_it(one, two, outcome="Nothing.")
    with pytest.raises(PermissionDenied):
        withdraw(by=amina, concern=concern)


def test_the_panel_is_told_that_it_was_taken_back(browse, amina, bo, others):
    concern = raised(amina)
    member = seats(concern)[0].member
    browse(amina).post(f"{LIST}{concern.pk}/withdraw/")
    client = browse(member)
    assert "was taken back" in client.get("/me/notices/").text
    for notice in member.user.notices.all():
        assert client.get(notice.path).status_code == 200


def test_who_wrote_it_and_left_need_not_be_asked(amina, bo, others):
    write_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    leave(member=bo)
    thing = thing_named(row_name(page_written(amina.network)), to=amina)
    concern = raised(amina, thing=thing, named="")
    assert concern.about is None
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="hide")
    end_it(one, two, outcome="Hidden.")
    assert reread(concern).state == Concern.State.ENDED


def test_what_came_of_many_is_read_page_by_page(browse, amina, others):
    concerns = [raised(amina, named="Nobody here") for _ in range(26)]
    for number, concern in enumerate(concerns):
        panel = seats(concern)[:2]
        for seat in panel:
            propose(by=seat, proposal="nothing")
        end_it(*panel, outcome=f"Outcome {number}.")
    browser = browse(others[0])
    first = browser.get(LIST).text
    older = re.search(r'rel="next" href="(.+?)"', first)[1]
    last = browser.get(LIST + older).text
    told = [re.findall(r"Outcome \d+\.", page) for page in (first, last)]
    assert [len(page) for page in told] == [25, 1]
    assert len({*told[0], *told[1]}) == 26
