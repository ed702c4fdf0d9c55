"""When it can be had: times of the week."""

from datetime import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from resources.items import services
from resources.items.models import Item, Window
from tests.resources.factories import ItemFactory, WindowFactory, shared_by
from tests.resources.items.steps import at, go, page


def test_times_of_the_week(browse, amina, chen):
    item, client = shared_by(amina), browse(amina)
    when = {"weekday": "4", "start": "09:00", "end": "17:00"}
    assert go(client, "windows", item, **when).status_code == 302
    assert "Friday 9 a.m. – 5 p.m." in page(browse(chen), item).text
    assert go(browse(chen), "windows", item, **when).status_code == 403
    window = item.windows.get()
    assert browse(amina).post(at("window_remove", item.pk, window.pk)).status_code == 302
    assert not item.windows.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "17:00", "end": "09:00"},
        {"start": "12:00", "end": "12:00"},
        {"weekday": "7"},
        {"start": "25:00"},
        {"start": "16:59", "end": "18:00"},
        {"start": "08:00", "end": "20:00"},
    ],
)
def test_inverted_and_overlapping_times_are_refused(browse, amina, wrong):
    item = WindowFactory(item__by=amina).item
    when = {"weekday": "4", "start": "09:00", "end": "17:00"}
    answer = go(browse(amina), "windows", item, **when | wrong)
    assert answer.status_code == 422
    assert item.windows.count() == 1


def test_so_many_times_and_no_more(browse, amina):
    item = ItemFactory(by=amina)
    for weekday in range(7):
        for hour in range(9, 12):
            services.add_window(item=item, weekday=weekday, start=time(hour), end=time(hour, 30))
    answer = go(browse(amina), "windows", item, weekday="1", start="20:00", end="21:00")
    assert answer.status_code == 422
    assert "as many times as there can be" in answer.text
    assert 'value="20:00' in answer.text
    with pytest.raises(PermissionDenied):
        services.add_window(item=item, weekday=1, start=time(20), end=time(21))


def test_times_that_touch_are_two(amina):
    item = WindowFactory(item__by=amina).item
    assert services.add_window(item=item, weekday=4, start="17:00", end="18:00")
    assert services.add_window(item=item, weekday=5, start="09:00", end="17:00")


def test_beneath_the_code_the_database_refuses_what_is_inverted(amina):
    item = ItemFactory(by=amina)
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.create(item=item, weekday=1, start="17:00", end="09:00")
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(quantity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(level="can")
