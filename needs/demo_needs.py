"""The demo's needs: a month in which made-up neighbors asked, and helped."""

from datetime import timedelta
from typing import NamedTuple

from mutualaid.fields import random_id
from mutualaid.networks.models import Member, Network
from mutualaid.networks.places import places_around
from needs.pledges.services import accept, done, pledge
from needs.posts.models import Need
from needs.posts.services import end_need, post_need


class Asked(NamedTuple):
    """Who asked so many days ago, for what, and who helped; the first ``done`` of them have."""

    by: str
    days_ago: int
    category: str
    title: str
    words: str
    urgency: str
    helpers: tuple[str, ...] = ()
    done: int = 0
    quantity: int = 1
    repeats: str = "once"
    waiting: str = ""
    """Who offered and waits for a yes."""
    ended: str = ""
    """How, if nobody helped."""


MILLBROOK = [
    Asked(
        "Chen",
        29,
        "clearing",
        "A skip, or half of one, for rubble",
        "From the yard.",
        "later",
        ended=Need.State.LAPSED,
    ),
    Asked(
        "Samir",
        28,
        "furniture",
        "طاولة صغيرة للدراسة",
        "لابنتي، يكفي مقعد واحد.",
        "later",
        ("Lucía",),
        1,
    ),
    Asked(
        "Lucía",
        27,
        "prescriptions",
        "Recoger una receta en la farmacia",
        "Estoy con fiebre.",
        "now",
        ("Bo",),
        1,
    ),
    Asked(
        "Bo",
        24,
        "carrying",
        "A sofa down two flights of stairs",
        "Saturday morning, two strong people.",
        "soon",
        ("Amina", "Chen"),
        2,
        2,
    ),
    Asked(
        "Lucía",
        22,
        "forms",
        "Llenar el formulario de la escuela",
        "Está en inglés y son ocho páginas.",
        "soon",
        ("Amina",),
        1,
    ),
    Asked(
        "Amina",
        20,
        "hand-tools",
        "A drill for one afternoon",
        "For four shelves.",
        "later",
        ("Chen",),
        1,
    ),
    Asked(
        "Samir",
        18,
        "plumbing",
        "صنبور المطبخ يقطر",
        "أصلحته وحدي.",
        "soon",
        ended=Need.State.WITHDRAWN,
    ),
    Asked(
        "",
        17,
        "appointment",
        "A lift to the eye clinic",
        "I cannot drive after it.",
        "soon",
        ("Bo",),
        1,
    ),
    Asked(
        "Lucía",
        15,
        "set-up",
        "Pasar las fotos de un teléfono viejo a otro",
        "Son de mis padres.",
        "later",
        ("Chen",),
        1,
    ),
    Asked(
        "Chen",
        12,
        "bicycle",
        "Somebody to look at my bicycle’s brakes",
        "They squeal.",
        "later",
        ("Bo",),
        1,
    ),
    Asked(
        "Amina",
        10,
        "own-eating-together",
        "Two who wash up after the soup",
        "Sunday from eight on.",
        "soon",
        ("Bo", "Samir"),
        1,
        2,
    ),
    Asked(
        "Samir",
        9,
        "language",
        "مترجم لموعد في البلدية",
        "الموعد يوم الثلاثاء صباحًا.",
        "soon",
        ("Amina",),
    ),
    Asked(
        "Lucía",
        6,
        "after-school",
        "Two children, Tuesdays until five",
        "They know Amina.",
        "soon",
        (),
        0,
        1,
        "weekly",
    ),
    Asked(
        "Bo",
        5,
        "meals",
        "A cooked meal for six on Sunday",
        "Two of us eat no meat.",
        "soon",
        ("Lucía",),
        0,
        6,
    ),
    Asked("Samir", 4, "learning", "مساعدة في الرياضيات لصف التاسع", "ساعة في الأسبوع.", "soon"),
    Asked("", 4, "energy", "A heater until mine is mended", "One room is enough.", "now"),
    Asked("Chen", 4, "company", "Somebody for a walk, slowly", "Twenty minutes.", "later"),
    Asked("Bo", 3, "errands", "Parcels to the post while I work", "Two small ones.", "soon"),
    Asked("Lucía", 3, "guidance", "¿Quién sabe pedir la ayuda del alquiler?", "", "soon"),
    Asked(
        "Amina",
        3,
        "garden",
        "Cutting back a hedge by the pavement",
        "I have the shears.",
        "later",
        (),
        0,
        1,
        "once",
        "Chen",
    ),
    Asked(
        "",
        2,
        "visits",
        "A visit on Thursdays for my mother",
        "She likes to play cards.",
        "soon",
        (),
        0,
        1,
        "weekly",
    ),
    Asked(
        "Lucía", 1, "furniture", "Una cama para un niño de tres años", "Con o sin colchón.", "soon"
    ),
    Asked(
        "", 0, "groceries", "Bread and milk, I cannot go out", "Second floor, ring twice.", "now"
    ),
]
EASTSIDE = [
    Asked(
        "Mateo",
        8,
        "hand-tools",
        "A long ladder for the gutters",
        "One morning is enough.",
        "soon",
        ("Dara",),
        1,
    ),
    Asked(
        "Dara", 1, "learning", "Somebody who helps with fractions", "For a girl of eleven.", "later"
    ),
]
NEAR = 5
"""In how many places they live, so that a map has something to count."""
NEEDS = {"Millbrook": MILLBROOK, "Eastside": EASTSIDE}


def ask_neighbors(network: Network, members: dict[str, Member]) -> None:
    """Post them in a network, the oldest first, and let the others help."""
    places = [*places_around(network.cell)][:NEAR]
    for asked in NEEDS.get(network.name, []):
        posted_on = network.today() - timedelta(days=asked.days_ago)
        need = post_need(
            network=network,
            by=members.get(asked.by),
            once=random_id(),
            posted_on=posted_on,
            category=asked.category,
            title=asked.title,
            words=asked.words,
            contact="555 0100",
            urgency=asked.urgency,
            quantity=asked.quantity,
            repeats=asked.repeats,
            languages=network.languages[:2],
            audience=Need.Audience.EVERYONE,
            cell=places[asked.days_ago % NEAR] if places else "",
            shows_place=True,
        )
        helpers = [name for name in (*asked.helpers, asked.waiting) if name in members]
        for number, helper in enumerate(helpers):
            offer = pledge(
                need=need,
                by=members[helper],
                quantity=max(asked.quantity // 2, 1),
                words="",
                contact="555 0199",
            )
            if helper != asked.waiting:
                accept(pledge=offer)
            if number < asked.done:
                done(pledge=offer)
        need.refresh_from_db()
        if asked.ended or asked.done == len(asked.helpers) > 0:
            end_need(need=need, state=asked.ended or Need.State.MET)
