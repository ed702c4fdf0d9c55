"""What many apps add to one shared page: small registries, filled in each app's ``hooks.py``."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils.functional import Promise


class Registry:
    """Functions that apps offer under one heading, called in the order of their ``position``."""

    def __init__(self) -> None:
        self._offers: list[tuple[int, Callable]] = []

    def register(self, *, position: int = 50) -> Callable:
        def keep(function: Callable) -> Callable:
            self._offers.append((position, function))
            return function

        return keep

    def ask(self, *arguments: Any) -> list[Any]:
        """What each offer returns, without those that return None."""
        answers = [offer(*arguments) for _, offer in sorted(self._offers, key=lambda o: o[0])]
        return [answer for answer in answers if answer is not None]

    def __bool__(self) -> bool:
        return bool(self._offers)

    def merged(self, *arguments: Any) -> dict[Any, Any]:
        """What the offers return, where each returns a dictionary, as one."""
        return {key: value for answer in self.ask(*arguments) for key, value in answer.items()}


panels = Registry()
"""``(request, member) -> {"title", "template", …context} | None``: the home of a network."""

public_panels = Registry()
"""``(request, network) -> {"title", "template", …context} | None``: the page that anyone sees."""

me_panels = Registry()
"""``(request) -> {"title", "template", …context} | None``: a signed-in person's own page."""

first_steps = Registry()
"""``(member) -> {"title", "text", "url", "done"} | None``: what a new network does first."""

demo = Registry()
"""``(network, members by name) -> None``: what an app adds to the demo network."""

capacity = Registry()
"""``(network, member | None) -> {category: AtHand}``: whom one can ask, for each kind of need on
the first level, also where there is nobody. Without a member it is for a page that everyone
reads."""

open_now = Registry()
"""``(network, kind of need, member | None) -> [OpenNow]``: what somebody who needs this can go to
or take now, without asking anybody; as far as this member, or anyone, may see it."""

offering = Registry()
"""``(network, kind of offer in a survey) -> address | None``: where a member says what neighbors
may ask them for; of no kind, of any."""

after_help = Registry()
"""``(need, member | None) -> Link | None``: what both sides of a help can say once it was given."""

my_data = Registry()
"""``(user) -> [{"title", "rows": [(what, value)]}]``: all that is held about a person, for their
own eyes. Called outside a transaction, since showing them what is sealed is noted."""

my_membership = Registry()
"""``(member) -> [(what, value)]``: the same, of one membership."""


class HeldFile(NamedTuple):
    """A value of `my_data` that is a file: told by its name, and taken along beside the rest."""

    name: str
    content: bytes

    def __str__(self) -> str:
        return self.name


own_words = Registry()
"""``(user) -> [words]``: what others know of somebody, and would try first as their password."""

my_keys = Registry()
"""``(user) -> [ids]``: the data keys under which things about a person are sealed."""

sealed_parts = Registry()
"""``() -> {"table.column": in words}``: what a reader was shown, for who asks who read what."""

reasons = Registry()
"""``() -> {reason in the ledger: in words}``: for which turn somebody was shown it."""

readers = Registry()
"""``({"table.pk", …}, user) -> {"table.pk": a name}``: to whom it was shown, for their eyes."""

as_oneself = Registry()
"""``(user) -> {"table.pk", …}``: as whom somebody is shown what is their own."""

ending_all = Registry()
"""``(user) -> None``: as all their sessions end, renew what opens something without one."""

erasing = Registry()
"""``(user) -> None``: take a person out of an app's rows, before their account goes."""

leaving = Registry()
"""``(member) -> None``: end an app's part in a network, before a member goes from it."""

ending_with = Registry()
"""``(member) -> [words]``: what of theirs ends, or is to be done, when a member leaves; for their
eyes, before they do."""

falling = Registry()
"""``(member) -> None``: hand back the turns of one who is known no more, or takes a break."""

parting = Registry()
"""``(member, {ids of members}) -> None``: end what somebody has with those from whom they begin to
hide; nobody is told why."""

in_clear = Registry()
"""``() -> [(words, {"app.Model.field", …})]``: what a disk without its keys tells about people."""

forgetting = Registry()
"""``({ids of keys}) -> None``: after a restore, erase again whoever has one of these keys."""

kept = Registry()
"""``() -> [Kept]``: what is kept about people, for everyone to read, and what takes it out."""

hideable = Registry()
"""``() -> {"app.Model": networks.concerns.things.Hideable}``: what a concern can be about, and
hide. Lists and pages of these find their rows through ``networks.concerns.things.shown``."""

left_out_of_hiding = Registry()
"""``() -> {"app.Model": why}``: what holds something written, and no concern hides."""

touch_acts = Registry()
"""``() -> {key: TouchKind}``: what may be done for who has no phone by who keeps in touch."""

done_together = Registry()
"""``(member) -> {id of another member: how many turns both did together}``."""

rules = Registry()
"""``() -> [networks.agreements.rules.Rule]``: what a network may agree on."""

agreed_kinds = Registry()
"""``() -> {beginning: networks.agreements.kinds.AgreedKind}``: what else members agree on."""

agreed_on = Registry()
"""``(network, kind) -> None``: an agreement of this kind holds from now on; do what follows."""

left_out_of_moving = Registry()
"""``() -> {"app.Model": why}``: what stays behind when a network moves to another server. Whatever
hangs on a network, by keys that point to it, moves by itself."""

coming_with_people = Registry()
"""``() -> {"app.Model": its way to a user}``: what comes along with somebody when a network of
theirs moves; nothing that may tell of their other networks."""

arriving = Registry()
"""``(row) -> None``: mend what hung on the server that a row comes from; it is saved after that."""

turn_into = Registry()
"""``(row, member) -> {"title", "url"} | None``: what a member may turn a practice, or a need, into:
the words of the link, and the page where it begins."""

short_codes = Registry()
"""``(code) -> url | None``: what else than an invitation a code of 8 signs may lead to."""

hidden = Registry()
"""``(user) -> {ids of users}``: from whom somebody hides, and who hides from them."""

typed_secrets = Registry()
"""``(what was typed) -> None``: told of whatever is typed where a code or a password is asked,
before that is looked at. What comes of it shows nowhere."""

destroying = Registry()
"""``(network) -> None``: delete an app's rows of a network that is being destroyed, as far as they
do not go with the network's own."""

notice_kinds = Registry()
"""``() -> {kind: NoticeKind}``: what people are told of."""

telling = Registry()
"""``(user, kind, path, once, facts) -> None``: keeps what somebody is told; asked by `tell`."""

heeding = Registry()
"""``(user, kind, path) -> None``: what notices of this kind ask for was done; asked by `heed`."""

could_help = Registry()
"""``(member) -> {categories of needs}``: with what somebody could help, by what they offer."""

why_fits = Registry()
"""``(member, needs) -> {id of a need: in words}``: why somebody could help with each of these."""

need_panels = Registry()
"""``(what is seen of a need: needs.posts.access.Seen) -> {"template", …context} | None``: what an
app adds to the page of a need, beneath who looks after it."""

fill = Registry()
"""``(network, {"needs", "resources": how many}) -> {what: how many were made} | None``: adds
made-up rows to a demo's network, in bulk."""

calendar = Registry()
"""``(user) -> [CalendarEvent]``: what is put into somebody's calendar."""

public_services = Registry()
"""``(network) -> [PublicService]``: what anybody may read of in a directory of services."""


class AtHand(NamedTuple):
    """How many people can be asked for one kind of need. Nobody counts who cannot be asked now."""

    people: int
    by_day: tuple[int, ...]
    """How many of them on each day of the week, from Monday on."""
    what: Promise | str
    """What more people would be wanted for, as in "3 more people for this: driving"."""


class OpenNow(NamedTuple):
    """Something that is there for whoever comes."""

    title: str
    when: str
    """Until when, or how much: a few words."""
    url: str


class Link(NamedTuple):
    """Where something is done, and in which words one is asked to."""

    title: str
    url: str


class Kept(NamedTuple):
    """Something that is kept about people."""

    what: str
    how_long: str
    purge: Callable[[], object] | None = None
    """Takes out what has come to its end; the night does it. None where no time ends it."""


def all_kept() -> list[Kept]:
    return [row for rows in kept.ask() for row in rows]


class TouchKind(NamedTuple):
    """Something done for a person in a turn of keeping in touch with them."""

    title: Promise
    done: Promise
    """In the words of the person for whom it was done."""
    do: Callable[[Any, Any, list[str]], list["TouchRow"]]
    """Does it for the first member by the second; what it was about. Where there is nothing,
    nothing was done. The third: the stamps of the rows on the page before it."""
    after: str = ""
    """The act on whose page it is begun, to do it with what was read there."""


class TouchRow(NamedTuple):
    text: str
    day: Any
    stamp: str = ""
    """By which the act that comes ``after`` knows it again."""


class PublicService(NamedTuple):
    """Something that a circle offers to everyone; never a private person's home or name."""

    key: str
    """The same each time that it is asked for."""
    name: str
    description: str
    category: str
    circle: Any = None
    """The `Circle` that offers it; None: the network."""
    languages: Iterable[str] = ()
    sure_on: date | None = None
    """When somebody last said that it is there."""


class CalendarEvent(NamedTuple):
    """One event, as anyone may read it who looks over a shoulder: no need and no home address."""

    uid: str
    """The same each time that it is asked for."""
    start: date
    """An hour, or a whole day."""
    end: date
    """When it is over; of whole days the first one after."""
    time_zone: str
    """Where it is: its clock holds when the clocks are changed. Whole days need none."""
    summary: str
    path: str
    """The page that tells the rest."""
    updated: datetime

    @classmethod
    def on_day(
        cls, day: date, *, uid: str, summary: str, path: str, updated: date
    ) -> "CalendarEvent":
        """One that has no hour."""
        changed = datetime.combine(updated, time(), UTC)
        return cls(uid, day, day + timedelta(days=1), "", summary, path, changed)


class NoticeKind(NamedTuple):
    """One kind of notice."""

    title: Promise
    """One line for its reader's eyes alone, with ``%(name)s`` for each of its facts."""
    urgent: bool = False
    """Sent at once and always: about somebody's safety, their way in, or what ends unless they
    answer."""
    soon: bool = False
    """Sent at once, but in no hour of rest, also to whoever hears of the rest once a day or week:
    a neighbor waits for the answer."""


def tell(user: Any, kind: str, *, path: str, once: str, **facts: str) -> None:
    """Tell somebody of something, in the caller's transaction.

    ``path`` is the page that it leads to; told again with the same ``once``, they hear it once.
    ``facts`` are names, and never anything that is sealed.
    """
    telling.ask(user, kind, path, once, facts)


def heed(user: Any, kind: str, *, path: str) -> None:
    """Note that somebody did what they were told of, so that it is not new to them any more."""
    heeding.ask(user, kind, path)
