"""A person's calendar as a file that other programs fetch again and again."""

from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event

from mutualaid import hooks
from mutualaid.accounts.models import User

AGAIN_AFTER = timedelta(hours=6)


def feed_of(user: User) -> bytes:
    """The same as long as nothing changes, so that it need not be sent again."""
    with override(user.language):
        events = sorted(chain.from_iterable(hooks.calendar.ask(user)), key=lambda e: e.uid)
        calendar = Calendar.new(
            name=_("Neighbors"),
            prodid="-//mutualaid//mutualaid//EN",
            refresh_interval=AGAIN_AFTER,
            subcomponents=[_event(event) for event in events],
        )
    del calendar["UID"]  # a new one each time, and nobody asks for it
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(event: hooks.CalendarEvent) -> Event:
    return Event.new(
        uid=f"{event.uid}@{settings.HOST}",
        start=_there(event.start, event.time_zone),
        end=_there(event.end, event.time_zone),
        summary=event.summary,
        stamp=event.updated,
        last_modified=event.updated,
        url=f"{settings.ORIGIN}{event.path}",
    )


def _there(when: date, time_zone: str) -> date:
    """An hour by the clock of its place; a day as it is."""
    return when.astimezone(ZoneInfo(time_zone)) if isinstance(when, datetime) else when
