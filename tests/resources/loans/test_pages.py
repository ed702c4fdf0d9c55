"""Where loans stand: lists, home, calendar, label."""

from datetime import timedelta

from django.urls import reverse

from mutualaid import hooks
from resources.items.models import Item
from resources.loans.services import asking
from tests.resources.factories import ItemFactory, asked_for, handed, promised


def test_in_the_calendar_of_both(amina, chen):
    room = ItemFactory(by=amina, kind=Item.Kind.SPACE, name="12 Mill Road")
    hours, days = promised(room, chen), promised(ItemFactory(by=amina), chen, 1, 2)
    for user in (amina.user, chen.user):
        events = {event.uid: event for each in hooks.calendar.ask(user) for event in each}
        by_hour, by_day = events[f"loan-{hours.pk}"], events[f"loan-{days.pk}"]
        assert "Mill Road" not in by_hour.summary
        assert (by_hour.start, by_hour.end) == hours.slot
        today = amina.network.today()
        assert by_day.start == today + timedelta(days=1)
        assert by_day.end == today + timedelta(days=3)


def test_what_goes_on_stands_first_and_all_of_it_page_by_page(browse, amina, chen):
    drill, client = ItemFactory(by=amina), browse(chen)
    for day in range(1, 28):
        asking.decline(loan=asked_for(drill, chen, day))
    asked_for(ItemFactory(by=amina, name="A saw"), chen, 28)
    page = client.get(reverse("resources:loan_list", args=["millbrook"]))
    assert [row["item"] for row in page.context["borrowed"]] == ["A saw"]
    everything = reverse("resources:loan_all", args=["millbrook"])
    assert everything in page.text
    for who in (chen, amina):
        first = browse(who).get(everything)
        rest = browse(who).get(everything + first.context["older"])
        names = [row["item"] for each in (first, rest) for row in each.context["rows"]]
        assert names == ["A saw"] + 27 * ["A drill"]
        assert len(first.context["rows"]) == 25


def test_at_home_stands_what_is_to_be_done(browse, amina, chen):
    asked_for(ItemFactory(by=amina), chen)
    handed(ItemFactory(by=amina, name="A saw"), chen, 1)
    home = "/n/millbrook/home/"
    assert "please answer" in browse(amina).get(home).text
    assert "to bring back by" in browse(chen).get(home).text
    page = browse(chen).get("/n/millbrook/resources/loans/").text
    assert "A saw" in page


def test_a_label_leads_to_its_page(browse, amina, chen):
    tables = ItemFactory(by=amina, quantity=3)
    address = f"/n/millbrook/resources/{tables.pk}/label/"
    page = browse(amina).get(address, {"paper": "letter"}).text
    assert page.count('class="qr"') == 3
    assert "Amina" not in page.partition("<main")[2]
    assert browse(chen).get(address).status_code == 403
