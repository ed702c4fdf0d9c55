"""Mail as a real mail server gets it: at the right time, as often as wanted, saying nothing."""

import re
from datetime import time, timedelta
from email import message_from_string

import pytest
from django.utils import timezone

from mutualaid.jobs.models import Job
from mutualaid.jobs.services import enqueue, sweep
from mutualaid.notices import services
from mutualaid.notices.models import Notice
from mutualaid.notices.services import choose, plan_all
from mutualaid.sealed.services import seal
from tests.notices.conftest import DOOR, SOUP
from tests.notices.factories import tell
from tests.notices.test_telling import choices

pytestmark = pytest.mark.django_db
TUESDAY = "2026-11-24"


def want(member, **changed):

    chosen = {"often": "daily", "quiet_from": time(22), "quiet_until": time(7), "off": []}
    choose(user=member.user, **chosen | {"time_zone": "UTC"} | changed)


def subjects(inbox):
    return [message_from_string(text)["Subject"] for _to, text in inbox.mails]


def test_it_says_that_there_is_a_message_and_nothing_else(reachable, inbox, clock, settings):
    want(reachable, often="at-once")
    tell(reachable, SOUP)
    sweep()
    ((to, text),) = inbox.mails
    mail = message_from_string(text)
    assert to == ["amina@example.org"]
    assert mail["Subject"] == "You have a message"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = mail.get_payload()
    links = re.findall(r"http\S+", body)
    assert links[0] == f"{settings.ORIGIN}/me/notices/"
    assert mail["List-Unsubscribe"].strip() == f"<{links[1]}>"
    assert len(links) == 2
    for word in ("soup", "Millbrook", "Amina"):
        assert word not in text.replace("amina@example.org", "")


def test_a_digest_comes_in_the_morning_for_all_that_waits(reachable, inbox, clock):
    for _ in range(3):
        tell(reachable)
    sweep()
    clock(f"{TUESDAY}T23:00")
    clock("2026-11-25T07:59")
    assert not inbox.mails
    clock("2026-11-25T08:00")
    assert subjects(inbox) == ["You have 3 messages"]
    clock("2026-11-26T08:00")
    assert len(inbox.mails) == 1, "nothing new, so no mail"
    tell(reachable)
    clock("2026-11-27T08:00")
    assert subjects(inbox)[1:] == ["You have a message"]


def test_once_a_week_it_comes_on_monday(reachable, inbox, clock):
    want(reachable, often="weekly")
    tell(reachable)
    clock("2026-11-29T23:00")
    tell(reachable)
    assert not inbox.mails
    clock("2026-11-30T08:00")
    assert subjects(inbox) == ["You have 2 messages"]


def test_never_means_never_but_for_what_is_urgent(reachable, inbox, clock):
    want(reachable, often="never")
    tell(reachable)
    clock("2026-12-24T12:00")
    assert not inbox.mails
    tell(reachable, DOOR)
    sweep()
    assert subjects(inbox) == ["You have a message"]


def test_what_comes_in_quiet_hours_waits_until_they_are_over(reachable, inbox, clock):
    want(reachable, often="at-once", time_zone="America/Detroit")  # five hours behind
    clock("2026-11-25T03:30")  # half past ten in the evening there
    tell(reachable)
    clock("2026-11-25T06:00")
    tell(reachable)
    clock("2026-11-25T11:59")
    assert not inbox.mails
    clock("2026-11-25T12:00")
    assert subjects(inbox) == ["You have 2 messages"]
    tell(reachable)
    sweep()
    assert len(inbox.mails) == 2


def test_what_is_urgent_waits_for_nothing(reachable, inbox, clock):
    clock(f"{TUESDAY}T23:30")
    tell(reachable)
    tell(reachable, DOOR)
    sweep()
    assert subjects(inbox) == ["You have a message"]
    clock("2026-11-25T08:00")
    assert subjects(inbox)[1:] == ["You have a message"]


def test_what_was_read_meanwhile_is_not_mailed(reachable, inbox, clock, browse):
    tell(reachable)
    tell(reachable)
    notice = reachable.user.notices.first()
    browse(reachable).post(f"/me/notices/{notice.pk}/open/")
    clock("2026-11-25T08:00")
    assert subjects(inbox) == ["You have a message"]


def test_the_mail_speaks_its_readers_language(reachable, inbox, clock):
    reachable.user.language = "es"
    reachable.user.save()
    want(reachable, often="at-once")
    tell(reachable)
    sweep()
    message = message_from_string(inbox.mails[0][1])
    assert "Tienes un mensaje" in message.get_payload()


def test_who_has_no_address_gets_no_mail_and_reads_it_here(amina, inbox, clock, browse):
    tell(amina, SOUP)
    tell(amina, DOOR)
    clock("2026-11-25T08:00")
    assert not inbox.mails
    assert not Job.objects.filter(kind__startswith="notices.send").exists()
    assert "There is soup" in browse(amina).get("/me/notices/").text
    assert "no e-mail address of yours" in browse(amina).get("/me/notices/choices/").text


def test_another_choice_holds_for_what_waits(reachable, inbox, clock, browse):
    tell(reachable)
    client = browse(reachable)
    client.post("/me/notices/choices/", choices(often="weekly", kinds=[SOUP]))
    clock("2026-11-25T08:00")
    assert not inbox.mails
    clock("2026-11-30T08:00")
    assert len(inbox.mails) == 1
    tell(reachable)
    tell(reachable, SOUP)
    client.post("/me/notices/choices/", choices(often="at-once", kinds=[SOUP]))
    sweep()
    assert subjects(inbox)[1:] == ["You have a message"], "and the kind that is off is not told"
    tell(reachable, SOUP)
    client.post("/me/notices/choices/", choices(often="never"))
    clock("2027-01-04T08:00")
    assert len(inbox.mails) == 3


def test_a_mail_whose_arrival_was_not_heard_of_comes_again_as_the_same(reachable, inbox, clock):
    """As after a crash between sending it and writing down that it was sent."""
    tell(reachable)
    tell(reachable)
    inbox.loses_its_answers = True
    clock("2026-11-25T08:00")
    assert Notice.objects.filter(sending=Notice.Sending.TOGETHER).count() == 2
    inbox.loses_its_answers = False
    clock("2026-11-25T08:01")
    first, second = (message_from_string(text) for _to, text in inbox.mails)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["List-Unsubscribe"] == second["List-Unsubscribe"]
    clock("2026-11-25T12:00")
    assert len(inbox.mails) == 2
    tell(reachable)
    clock("2026-11-26T08:00")
    assert message_from_string(inbox.mails[2][1])["Message-ID"] != first["Message-ID"]


def test_a_mail_server_that_was_away_till_night_wakes_nobody(reachable, inbox, clock):
    want(reachable, often="at-once")
    clock(f"{TUESDAY}T21:59")
    tell(reachable)
    inbox.loses_its_answers = True
    sweep()
    inbox.loses_its_answers = False
    clock(f"{TUESDAY}T22:30")
    assert len(inbox.mails) == 1
    clock("2026-11-25T07:00")
    assert len(inbox.mails) == 2


def test_what_a_job_left_behind_is_mailed_another_morning(reachable, inbox, clock):
    tell(reachable)
    Job.objects.filter(kind="notices.send_together").update(state=Job.State.DEAD)
    clock("2026-11-25T08:00")
    assert not inbox.mails
    plan_all()
    clock("2026-11-26T08:00")
    assert subjects(inbox) == ["You have a message"]


def test_what_is_wrong_with_one_reader_keeps_nobody_else_waiting(
    reachable, bo, transactional_db, monkeypatch
):
    seal(bo.user, "email", "bo@example.org", key=bo.user.key)
    bo.user.save()
    for member in (reachable, bo):
        tell(member)
    Job.objects.all().delete()
    plan, asked = services.plan, []

    def plan_but_for_the_first(*, user):
        asked.append(user)
        if len(asked) == 1:
            raise KeyError("odd")
        plan(user=user)

    monkeypatch.setattr(services, "plan", plan_but_for_the_first)
    enqueue(kind="notices.plan_all", subject=None, key="tonight")
    sweep()
    assert Job.objects.get(kind="notices.send_together").subject == asked[1].pk
    job = Job.objects.get(key="tonight")
    assert (job.state, job.error) == ("due", "KeyError"), "it is tried again"


def test_what_is_urgent_and_failed_for_good_is_mailed_in_the_end(reachable, inbox, clock):
    tell(reachable, DOOR)
    Job.objects.filter(kind="notices.send_alone").update(state=Job.State.DEAD)
    clock("2026-11-26T12:00")
    plan_all()
    assert not Job.objects.filter(kind="notices.send_together").exists()
    clock("2026-11-28T12:00")
    plan_all()
    clock("2026-11-29T08:00")
    assert subjects(inbox) == ["You have a message"]


def test_no_job_tells_more_than_ids(reachable, clock):
    tell(reachable, SOUP)
    tell(reachable, DOOR)
    known = {reachable.user_id, *(notice.pk for notice in reachable.user.notices.all())}
    for job in Job.objects.filter(kind__startswith="notices.send"):
        assert job.subject in known
        rest = job.key.replace(str(job.subject), "…")
        assert re.fullmatch(r"notices\.(alone|together)\.…(\.\d{10}\.000000)?", rest)
    assert timezone.now() + timedelta(days=1) > Job.objects.latest("due_at").due_at
