"""What was told is forgotten after the end, then the outcome (safety 25)."""

from datetime import timedelta

from mutualaid.networks.concerns.forgetting import forget_concerns
from mutualaid.networks.concerns.models import OUTCOME_KEPT, TOLD_KEPT
from mutualaid.networks.concerns.services import answer, propose, word
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.models import Concern, PanelSeat
from mutualaid.networks.page import page_written
from mutualaid.networks.services import leave
from mutualaid.sealed.keys import row_name
from mutualaid.sealed.models import DataKey
from tests.networks.concerns.steps import LIST, asked, end_it, raised, reread, seats
from tests.networks.factories import page_texts, write_page


def test_what_nobody_agreed_on_is_read_by_nobody_when_time_is_over(
    browse, amina, bo, others, time_machine
):
    concern = raised(amina)
    one, two, three = asked(concern)
    for seat in (one, two):
        propose(by=seat, proposal="talk")
    answer(by=bo, concern=concern, answer="I am sorry")
    word(by=one, outcome="Bo is a liar")
    assert over(concern, time_machine).outcome_sealed is None
    page = browse(others[0]).get(LIST).text
    assert "Bo is a liar" not in page
    assert "It came to no end in time. Nothing is hidden." in page
    assert "It came to no end in time" in browse(bo).get(f"{LIST}{concern.pk}/").text
    for member in (amina, bo, one.member, two.member, three.member):
        client = browse(member)
        assert "a concern has ended" in client.get("/me/notices/").text
        (notice,) = member.user.notices.filter(kind="networks.concern-ended")
        assert client.get(notice.path).status_code == 200


def test_what_was_hidden_by_then_stays_so_and_all_read_it(browse, amina, bo, others, time_machine):
    write_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    concern = raised(amina, thing=thing_named(row_name(page_written(amina.network)), to=amina))
    for seat in seats(concern)[:2]:
        propose(by=seat, proposal="hide")
    assert over(concern, time_machine).hides
    page = browse(others[0]).get(LIST).text
    assert "It came to no end in time. What was hidden stays hidden." in page
    assert bo.user.notices.filter(kind="networks.concern-ended").exists()


def over(concern, time_machine):
    time_machine.move_to(concern.network.today() + timedelta(days=91))
    forget_concerns(network=concern.network)
    ended = reread(concern)
    assert ended.state == Concern.State.ENDED
    return ended


def test_of_what_stays_hidden_the_outcome_is_forgotten_too(browse, amina, bo, others, time_machine):
    write_page(by=bo, texts=page_texts(what="Keep away from number 5"))
    concern = raised(amina, thing=thing_named(row_name(page_written(amina.network)), to=amina))
    panel = asked(concern)[:2]
    for seat in panel:
        propose(by=seat, proposal="hide")
    answer(by=bo, concern=concern, answer="I am sorry")
    end_it(*panel, outcome="It told where somebody lives.")
    time_machine.move_to(amina.network.today() + OUTCOME_KEPT + timedelta(days=1))
    forget_concerns(network=amina.network)
    left = reread(concern)
    assert (left.outcome_sealed, left.came_to, left.hides) == (None, "", True)
    page = browse(others[0]).get(LIST).text
    assert "came to no end" not in page
    assert "What came of earlier ones" not in page


def test_what_they_told_is_forgotten_with_who_leaves(amina, bo, others):
    concern = raised(amina)
    leave(member=amina)
    left = reread(concern)
    assert (left.by, left.key, left.account_sealed, left.named_sealed) == (None,) * 4
    assert not DataKey.objects.filter(pk=concern.key_id).exists()


def test_what_was_told_is_forgotten_then_the_outcome(amina, bo, others, time_machine):
    concern = raised(amina, named="Nobody here")
    one, two, _three = seats(concern)
    for seat in (one, two):
        propose(by=seat, proposal="nothing")
    end_it(one, two, outcome="Nothing.")
    today = amina.network.today()
    time_machine.move_to(today + TOLD_KEPT + timedelta(days=1))
    forget_concerns(network=amina.network)
    left = reread(concern)
    assert (left.by, left.key, left.account_sealed) == (None, None, None)
    assert left.outcome_sealed
    assert not PanelSeat.objects.exists()
    assert not DataKey.objects.filter(pk=concern.key_id).exists()
    time_machine.move_to(today + OUTCOME_KEPT + timedelta(days=1))
    forget_concerns(network=amina.network)
    assert not Concern.objects.exists()
