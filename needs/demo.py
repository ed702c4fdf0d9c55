"""The demo's survey: the ready one, answered by a made-up neighborhood."""

from collections.abc import Iterator
from random import Random
from typing import Any

from mutualaid.fields import random_id
from mutualaid.networks.concerns.services import end, propose, raise_concern, word
from mutualaid.networks.concerns.things import thing_named
from mutualaid.networks.models import Member, Network, PanelSeat
from mutualaid.sealed.keys import row_name
from needs.answering.services import fill_in, keep_response
from needs.results.queries import words_for, words_in
from needs.results.services import advance
from needs.surveys.models import Response, Survey
from needs.surveys.services import move_survey
from needs.surveys.starter import create_starter_survey

ANSWERS = {"Millbrook": 43, "Eastside": 4}
"""How many answered. Eastside has just begun, and shows what a young survey looks like."""

NEEDS = {
    "food": (9, "now"),
    "repairs": (6, "soon"),
    "childcare": (6, "now"),
    "elder-care": (5, "soon"),
    "transport": (5, "soon"),
    "energy": (5, "now"),
    "tools": (4, "later"),
    "company": (4, "soon"),
    "paperwork": (4, "soon"),
    "mental-health": (3, "soon"),
    "phones": (2, "later"),
    "learning": (2, "later"),
    "pets": (1, "later"),
}
"""How common a need is here, and how urgent it mostly is."""

WORDS = {
    "en": [
        "A hot meal on the days when I work late.",
        "Someone who can look at my heating before it gets cold.",
        "My mother is alone all day. A visit now and then would do her good.",
        "A place where the kids can be after school until five.",
        "I could use a ladder and a drill for one weekend, not for ever.",
        "A lift to the hospital every second Tuesday.",
        "Help with a letter that I do not understand.",
        "The corner shop closed, and the next one is two buses away.",
        "Somebody to talk to who is not on a screen.",
        "My bike has been broken since spring.",
    ],
    "es": [
        "Alguien que cuide a los niños cuando me toca el turno de noche.",
        "Un taller donde arreglar cosas en vez de tirarlas.",
        "Ayuda para llenar formularios en inglés.",
        "Comida caliente para mi vecina, que ya no puede cocinar.",
        "Que alguien acompañe a mi padre al médico.",
    ],
    "ar": [
        "أحتاج إلى من يرافقني إلى الطبيب ويترجم لي.",
        "مكان يلعب فيه الأطفال في الشتاء.",
        "مساعدة في فهم الرسائل التي تصلني من البلدية.",
        "وجبة دافئة لجارتي المسنّة يومين في الأسبوع.",
    ],
}
OTHER_SKILLS = {"en": "Sewing and mending", "es": "Sé coser y remendar", "ar": "الخياطة"}
SHARED = {
    "en": ["A ladder, a drill, a hand cart", "My van on Sundays", "A big pot, enough for forty"],
    "es": ["Una escalera y herramientas", "Mi garaje los sábados"],
    "ar": ["قدر كبير يكفي لأربعين شخصًا", "أستطيع تعليم العربية"],
}
EMPTY_HOME = "Number 14 is empty on weekends. Could the children play in its yard?"
"""Meant well, and better not read by all: in the demo a concern hides it."""
OUTCOME = (
    "Some words in the survey told when a home is empty. We hid them, so that nobody can make use "
    "of it. That children need a place to play still counts."
)
FOUND_AT = 7
"""Whose answer has these words."""
WAYS = [Response.Way.ONLINE] * 6 + [
    Response.Way.PAPER,
    Response.Way.PAPER,
    Response.Way.OFFLINE,
    Response.Way.CONVERSATION,
]


def ask(network: Network, members: dict[str, Member]) -> None:
    """Open the ready survey in a network and let its neighbors answer; the same each time."""
    by = next(iter(members.values()))
    survey = create_starter_survey(by=by)
    move_survey(by=by, survey=survey, to=Survey.State.OPEN)
    chance = Random(network.name)
    for number in range(ANSWERS.get(network.name, 0)):
        language = chance.choice([*network.languages, "en", "en"])
        said = dict(_said(chance, language))
        if number == FOUND_AT:
            said["most"] = (True, EMPTY_HOME)
        keep_response(
            fill_in(
                survey=survey,
                token=f"demo {survey.pk} {number} {chance.getrandbits(128):x}",
                answers={
                    question: said[question.key]
                    for question in survey.questions.asked_now()
                    if question.key in said
                },
                language=language,
                way=chance.choice(WAYS),
            )
        )
    advance(survey_id=survey.pk)
    if ANSWERS.get(network.name, 0) > FOUND_AT:
        _hide_the_empty_home(network)


def _hide_the_empty_home(network: Network) -> None:
    """A concern from beginning to end. Nobody knows who wrote the words, so it shames nobody."""
    answers = words_for(network.members.known()[0]).filter(question__key="most")
    [found] = [answer for answer in answers if words_in(answer) == EMPTY_HOME]
    newcomer = network.members.present().get(vouches_needed=None)
    concern = raise_concern(
        by=newcomer,
        account="It tells everybody which home is empty, and when.",
        thing=thing_named(row_name(found), to=newcomer),
        once=random_id(),
    )
    one, two, _three = concern.panel.select_related("concern", "member__user")
    for seat in (one, two):
        propose(by=seat, proposal=PanelSeat.Proposal.HIDE)
    word(by=one, outcome=OUTCOME)
    concern.refresh_from_db()
    end(by=two, wording=concern.wording)


def _said(chance: Random, language: str) -> Iterator[tuple[str, tuple[Any, str]]]:
    """One household's answers: ``question key, (value, words)``."""
    people = chance.choice([1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 8])
    yield "needs", (dict(_needs(chance, people)), "")
    if chance.random() < 0.6:
        yield "most", (True, chance.choice(WORDS[language]))
    yield "three-days", (chance.choice(["no", "yes", "yes", "dont-know"]), "")
    yield "people", (people, "")
    care = ["small-children", "old", "ill", "language"]
    yield "care", (chance.sample(care, chance.randint(1, 2)) if people > 1 else ["nobody"], "")
    if chance.random() < 0.8:
        kinds = chance.sample(["skills", "tools", "vehicles", "spaces", "goods"], 2)
        words = chance.choice(SHARED[language]) if chance.random() < 0.5 else ""
        yield "share", (kinds, words)
    known = ["repair", "garden", "cooking", "teaching", "languages", "organizing", "care"]
    skills = chance.sample(known, chance.randint(1, 2))
    if chance.random() < 0.2:
        yield "know-how", ([*skills, "other"], OTHER_SKILLS[language])
    else:
        yield "know-how", (skills, "")
    yield "already", (chance.sample(["food", "children", "tools", "rides", "watch"], 2), "")
    if chance.random() < 0.85:
        yield "time", (chance.choice(["none", "hours", "hours", "half-day", "more"]), "")
    else:
        yield "time", (None, "")


def _needs(chance: Random, people: int) -> Iterator[tuple[str, dict[str, Any]]]:
    common = list(NEEDS)
    weights = [weight for weight, _ in NEEDS.values()]
    for category in dict.fromkeys(chance.choices(common, weights, k=chance.randint(1, 4))):
        urgency = NEEDS[category][1] if chance.random() < 0.7 else chance.choice(["now", "soon"])
        yield category, {"urgency": urgency, "people": chance.randint(1, people)}
