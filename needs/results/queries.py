"""What the pages of results show, prepared so that a template only prints."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import batched
from typing import Any, NamedTuple, cast

from django.db.models import Count, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.hooks import AtHand
from mutualaid.networks.concerns.things import concern_url, shown
from mutualaid.networks.models import Member, Network
from mutualaid.paging import page_of
from mutualaid.sealed import crypto
from mutualaid.sealed.keys import opened, place
from mutualaid.sealed.services import unseal
from needs.own_categories.queries import asked_about
from needs.results.counting import WORDS, narrows
from needs.results.lines import SEVERAL, Line, rough
from needs.results.ranking import PARTS, Named, Place, ranked
from needs.results.reach import gap
from needs.results.services import EARLY
from needs.results.small import FIVE
from needs.results.telling import Telling, Told
from needs.surveys.kinds import kind_of
from needs.surveys.models import Answer, Question, Response, Section, Survey, Tag
from needs.surveys.queries import in_place

DIGITS = 10
"""No survey has as many parts as a number this long says."""
LISTED = SEVERAL | {Question.Kind.ONE}
"""Kinds of which what nobody said stands below the table, so that a long list stays readable."""
AT_ONCE = 10
"""Questions on one page of results, which keeps it light."""

WAYS = {
    Response.Way.ONLINE: gettext_lazy("On a phone or computer"),
    Response.Way.PAPER: gettext_lazy("On paper"),
    Response.Way.OFFLINE: gettext_lazy("At the door, without reception"),
    Response.Way.CONVERSATION: gettext_lazy("Heard in a conversation"),
    Response.Way.MEETING: gettext_lazy("Heard in a meeting"),
    Response.Way.IMPORT: gettext_lazy("From a spreadsheet"),
}


PART_NAMES = {
    "named": gettext_lazy("How many name it"),
    "urgent": gettext_lazy("How many say it is urgent"),
    "people": gettext_lazy("How many people need it"),
    "at_hand": gettext_lazy("How many can be asked for it"),
}


class Asked(NamedTuple):
    """A question with its number; an earlier wording has the number of the present one."""

    number: int
    question: Question


class Part(NamedTuple):
    """What one page holds: some questions of a section."""

    section: Section
    asked: list[Asked]


def parts_of(survey: Survey, telling: Telling | None) -> list[Part]:
    """All that is asked, in pages; earlier wordings of which something is told follow the present
    one. What is narrowed has the same pages as the whole."""
    if telling and telling.meeting:
        telling = Telling(survey, telling.whole, public=True)
    numbers: dict[str, int] = {}
    sections: dict[Section, list[Asked]] = defaultdict(list)
    for head, row in in_place(survey):
        if row.until_revision is None or (telling and telling.knows(row)):
            number = numbers.setdefault(row.key, len(numbers) + 1)
            sections[head.section].append(Asked(number, row))
    return [
        Part(section, list(some))
        for section, asked in sections.items()
        for some in batched(asked, AT_ONCE)
    ]


def telling_of(survey: Survey, only: str = "", *, public: bool = False) -> Telling | None:
    """The newest tally as it may be told; None before there is one. Raises Http404 for an
    answer that narrows nothing.

    What is narrowed opens where the public page tells a number of that answer, so that its opening
    tells nothing more; whether nobody gave the answer, or few, stays one and the same.
    """
    if only and only not in _narrowing(survey):
        raise Http404
    tallies = {tally.filter: tally for tally in survey.tallies.filter(filter__in=["", EARLY, only])}
    whole = tallies.get("")
    if whole is None:
        if public or only or EARLY not in tallies:
            return None
        return Telling(survey, tallies[EARLY].data, public=False)
    if not only:
        return Telling(survey, whole.data, public=public)
    opens = only in tallies and Telling(survey, whole.data, public=True).tells(only)
    narrowed = tallies[only].data if opens else {}
    return Telling(survey, whole.data, public=public, narrowed=narrowed, meeting=only)


def _narrowing(survey: Survey) -> set[str]:
    """The answers by which results can be narrowed, whether anybody gave them or not."""
    return {
        f"{question.pk}:{key}"
        for question in survey.questions.all()
        if narrows(question)
        for key in dict(kind_of(question).choices())
    }


def waiting(survey: Survey) -> int:
    """How many have answered that the results do not count yet."""
    return survey.responses.to_advance().filter(leaving=False).count()


def people(survey: Survey) -> int:
    """How many have answered. Once there are results, only those counted: who knew the moment
    of each newcomer would know whose answers the next five are."""
    counted = survey.tallies.filter(filter="").values_list("responses", flat=True).first()
    return counted or waiting(survey)


def result_page(survey: Survey, sent: QueryDict, address: str, *, public: bool) -> dict[str, Any]:
    """One page of results: a part of a section. ``sent`` has ``part`` and ``only``."""
    only = sent.get("only", "")
    telling = telling_of(survey, only, public=public)
    parts = parts_of(survey, telling)
    number = sent.get("part", "")
    part = int(number) if number.isdecimal() and len(number) < DIGITS else 1
    if not 1 <= part <= max(len(parts), 1):
        raise Http404
    keep = f"&only={only}" if only else ""
    asked = parts[part - 1].asked if parts else []
    shown = [] if telling is None else [_shown(telling, each, public=public) for each in asked]
    return {
        "survey": survey,
        "telling": telling is not None and telling.begun(),
        "exact": telling is not None and telling.exact,
        "only": _only(parts, only),
        "too_few": telling is not None and not telling.counts,
        "answered": telling.total() if telling else 0,
        "waiting": waiting(survey),
        "so_far": people(survey),
        "ways": _shares(telling, "way", lambda way: str(WAYS[way])),
        "languages": _shares(telling, "language", _language),
        "section": str(parts[part - 1].section.title) if parts else "",
        "shown": shown,
        "parts": _parts(parts, part, address, keep),
        "whole_url": address,
        "part": part,
        "next": f"{address}?part={part + 1}{keep}" if part < len(parts) else "",
        "previous": f"{address}?part={part - 1}{keep}" if part > 1 else "",
    }


def _shown(telling: Telling, asked: Asked, *, public: bool) -> dict[str, Any]:
    told = telling.question(asked.question)
    question = asked.question
    choices = dict(kind_of(question).choices())
    links = choices if narrows(question) and not telling.meeting else {}
    most = max([told.answered or 0, *(line.count or 0 for line in told.lines), 1])
    told_lines = told.lines if told.answered is not None else []
    rows = [line for line in told_lines if line.count or question.kind not in LISTED]
    has_words = question.kind in WORDS | {Question.Kind.SHARE} or question.settings.get("other")
    return {
        "id": question.pk,
        "number": asked.number,
        "text": str(question.text),
        "caption": _caption(told, exact=telling.exact),
        "order": [line.label for line in told.lines] if told.answered is None else [],
        "rows": [
            {
                "label": _link(question, line)
                if line.cells[0] in links and (line.count or 0) >= FIVE
                else line.label,
                "share": round(100 * (line.count or 0) / most, 1),
                "say": say(line.count or 0, told.answered or 0, exact=telling.exact),
            }
            for line in rows
        ],
        "unsaid": [line.label for line in told_lines if line not in rows],
        "middle": told.middle,
        "together": told.together,
        "unit": cast(Any, kind_of(question)).unit()
        if question.kind == Question.Kind.NUMBER
        else "",
        "words": has_words and not public and not telling.meeting and told.answered is not None,
        "since": question.since_revision if question.since_revision > 1 else 0,
        "until": question.until_revision,
    }


def _caption(told: Told, *, exact: bool) -> str:
    """How many answered a question, and how many would rather not say."""
    if told.answered is None:
        if exact:
            return _("Fewer than five people answered this.")
        return _("Too few people answered this to show numbers.")
    if not exact:
        return _("%(count)s answered") % {"count": say(told.answered, 0, exact=False)}
    said = ngettext("%(count)s person answered", "%(count)s people answered", told.answered)
    if not told.skipped:
        return said % {"count": told.answered}
    both = _("%(answered)s; %(skipped)s left it out")
    return both % {"answered": said % {"count": told.answered}, "skipped": told.skipped}


def say(count: int, answered: int, *, exact: bool) -> str:
    """A count in words, for the end of a bar."""
    if not exact:
        return _("more than %(count)s") % {"count": count} if count else _("not shown")
    share = round(100 * count / answered) if answered else 0
    return _("%(count)s (%(share)s%%)") % {"count": count, "share": share}


def _link(question: Question, line: Line) -> str:
    return format_html('<a href="?only={}:{}">{}</a>', question.pk, line.cells[0], line.label)


def _shares(telling: Telling | None, subject: str, name) -> list[dict[str, Any]]:
    total = telling.total() if telling else 0
    if telling is None or total < FIVE:
        return []
    return [
        {
            "label": name(cell),
            "share": min(100, round(100 * count / total)),
            "say": say(count, total, exact=telling.exact),
        }
        for cell, count in telling.shares(subject)
    ]


def _language(code: str) -> str:
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


def _only(parts: list[Part], only: str) -> dict[str, str] | None:
    """The answer that a page is narrowed to, in words."""
    question_id, _colon, cell = only.partition(":")
    for part in parts:
        for asked in part.asked:
            if str(asked.question.pk) == question_id:
                choices = dict(kind_of(asked.question).choices())
                return {"question": str(asked.question.text), "answer": choices.get(cell, cell)}
    return None


def _parts(parts: list[Part], current: int, address: str, keep: str) -> list[dict[str, Any]]:
    """What each page holds, with its questions to jump to."""
    return [
        {
            "url": f"{address}?part={number}{keep}",
            "title": str(part.section.title) or _("Questions"),
            "current": number == current,
            "questions": [
                {"number": asked.number, "text": str(asked.question.text)[:60]}
                for asked in part.asked
                if asked.question.until_revision is None
            ],
        }
        for number, part in enumerate(parts, start=1)
    ]


def words_page(question: Question, typed: QueryDict, *, to: Member) -> dict[str, Any]:
    """A page of what people wrote, in no order of arrival; nothing below five texts."""
    answers = question.answers.with_words().select_related(None)
    if answers.order_by()[:FIVE].count() < FIVE:
        return {"rows": [], "older": ""}
    page = page_of(shown(answers, to=to).prefetch_related("tags"), typed, "-pk")
    key, names = opened(question.survey.key), asked_about(to.network)
    rows = [
        {
            "id": answer.pk,
            "words": crypto.unseal(key, answer.words_sealed, place(answer, "words")).decode(),
            "hidden": answer.hidden,
            "not_right": concern_url(answer, by=to),
            "tags": [{"id": tag.pk, "name": names[tag.category]} for tag in answer.tags.all()],
        }
        for answer in page.rows
    ]
    return {"rows": rows, "older": page.older}


def words_for(member: Member) -> QuerySet[Answer]:
    """The words that a member can read, of all surveys."""
    surveys = shown(member.network.surveys.all(), to=member)
    words = Answer.objects.with_words().filter(question__survey__in=surveys.values("pk"))
    return words.select_related("question__survey__network", "question__survey__key__under")


def words_in(answer: Answer) -> str:
    return unseal(answer, "words", key=answer.question.survey.key)


def words_address(question: Question) -> str:
    """The page of what people wrote."""
    survey = question.survey
    return reverse("needs:words", args=[survey.network.slug, survey.pk, question.pk])


def words_named(survey: Survey) -> dict[str, int]:
    """How many texts members found to name each need."""
    tags = Tag.objects.filter(
        answer__question__survey=survey,
        answer__words_sealed__isnull=False,
        answer__response__leaving=False,
        answer__response__counted=True,
    )
    return dict(tags.order_by().values_list("category").annotate(count=Count("pk")))


def ranking_page(
    survey: Survey, weights: dict[str, int], *, public: bool, hands: Mapping[str, AtHand]
) -> dict[str, Any]:
    """The needs in order, with the parts of each place and where it stood unweighed, and beside
    them what is at hand."""
    telling = telling_of(survey, public=public)
    needs, few = telling.needs(words_named(survey)) if telling else ([], [])
    if telling and not telling.begun():
        needs = []
    needs = [
        replace(need, at_hand=hands[need.category].people if need.category in hands else None)
        for need in needs
    ]
    exact, names = bool(telling and telling.exact), asked_about(survey.network)
    even = {place.need.category: place.place for place in ranked(needs, dict.fromkeys(PARTS, 1))}
    places = ranked(needs, weights)
    return {
        "survey": survey,
        "weighed": any(weights[part] for place in places for part in place.parts),
        "telling": telling is not None and telling.begun(),
        "answered": telling.total() if telling else 0,
        "exact": exact,
        "waiting": waiting(survey),
        "so_far": people(survey),
        "places": [
            _place(
                place,
                names[place.need.category],
                even[place.need.category],
                hands.get(place.need.category),
                exact=exact,
            )
            for place in places
        ],
        "few": [names[category] for category in few],
        "at_hand": bool(hands),
        "said": _said(telling, survey) if telling else [],
        "offer_url": next(iter(hooks.offering.ask(survey.network, "")), ""),
    }


def _said(telling: Telling, survey: Survey) -> list[dict[str, Any]]:
    """What people said that they could share. Nobody can be asked for it: no answer has a name."""
    told = [
        telling.question(asked.question)
        for part in parts_of(survey, telling)
        for asked in part.asked
        if asked.question.kind == Question.Kind.SHARE
    ]
    return [
        {
            "caption": str(each.question.text),
            "rows": [
                {"label": line.label, "share": None, "say": _count(line.count, exact=telling.exact)}
                for line in each.lines
                if line.count
            ],
        }
        for each in told
        if each.answered is not None
    ]


def sources(survey: Survey, *, public: bool) -> Iterator[dict[str, str]]:
    """What the ranking counts: all answers to a ``question``, or some ``answers`` to it for a
    ``need``; without ``answers``, its numbers of people."""
    for part in parts_of(survey, telling_of(survey, public=public)):
        for _number, question in part.asked:
            told = {"question": str(question.text)}
            if question.kind == Question.Kind.NEEDS:
                yield told
            names = dict(kind_of(question).choices())
            for signal in question.signals:
                answers = [names[key] for key in signal.get("when", []) if key in names]
                if answers or signal.get("people"):
                    need = str(asked_about(survey.network)[signal["category"]])
                    yield told | {"answers": " / ".join(answers), "need": need}


def _place(
    place: Place, name: str, before: int, hand: AtHand | None, *, exact: bool
) -> dict[str, Any]:
    need = place.need
    said = {
        "named": _count(need.named, exact=exact),
        "urgent": _urgent(need, exact=exact),
        "people": _count(round(rough(need.people)), exact=exact),
        "at_hand": _count(need.at_hand or 0, exact=exact),
    }
    return {
        "name": name,
        "place": place.place,
        "up": max(before - place.place, 0),
        "down": max(place.place - before, 0),
        "in_words": need.words,
        "asked": said["named"],
        "at_hand": said["at_hand"] if hand else "",
        "gap": gap(need.named, hand) if hand and exact else None,
        "rows": [
            {"label": PART_NAMES[part], "share": round(float(100 * share)), "say": said[part]}
            for part, share in place.parts.items()
        ],
    }


def _count(count: int, *, exact: bool) -> str:
    return number_format(count, force_grouping=True) if exact else say(count, 0, exact=False)


def _urgent(need: Named, *, exact: bool) -> str:
    if not exact:
        return say(need.now, 0, exact=False)
    return _("%(now)s now, %(soon)s soon") % {"now": need.now, "soon": need.soon}


def foremost(network: Network) -> tuple[Survey, list[str]] | None:
    """The newest survey with results, an open one if there is one, and the first needs of it by
    what was said alone: the home does not look through all that is shared."""
    counted = shown(network.surveys.filter(tallies__filter=""))
    found = counted.order_by("-created_on", "-pk")
    survey = found.filter(state=Survey.State.OPEN).first() or found.first()
    if survey is None:
        return None
    page = ranking_page(survey, dict.fromkeys(PARTS, 1), public=False, hands={})
    names = [*(place["name"] for place in page["places"]), *page["few"]]
    return survey, [str(name) for name in names[:3]]
