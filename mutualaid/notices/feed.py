"""A person's calendar as a file that other programs fetch again and again."""

from datetime import timedelta
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
    zone = ZoneInfo(event.time_zone)
    return Event.new(
        uid=f"{event.uid}@{settings.HOST}",
        start=event.start.astimezone(zone),
        end=event.end.astimezone(zone),
        summary=event.summary,
        stamp=event.updated,
        last_modified=event.updated,
        url=f"{settings.ORIGIN}{event.path}",
    )
