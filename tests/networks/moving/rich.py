"""A network in which there is some of everything, and all that a database holds, to compare."""

from datetime import timedelta
from itertools import pairwise

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from mutualaid import demo, hooks
from mutualaid.accounts.models import User
from mutualaid.accounts.services import create_user
from mutualaid.fields import random_id
from mutualaid.networks.agreements.rules import KNOWN_BY
from mutualaid.networks.agreements.services import agree
from mutualaid.networks.company.services import act, keep_in_touch
from mutualaid.networks.concerns.services import ask, raise_concern
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import join, make_link, take_by_hand
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.models import Invitation, Lockdown, Seat, WipeAgreement
from mutualaid.networks.moving.scope import stays
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.networks.services import leave
from mutualaid.networks.wiping.services import agree_to_wipe, say_wipe
from mutualaid.notices.models import Choices
from mutualaid.sealed.keys import opened
from mutualaid.sealed.models import SERVER, DataKey
from mutualaid.sealed.services import unseal
from needs.answering.drafts import Kept, new_draft
from needs.answering.services import mark, print_sheets, rows_of
from needs.board.services import save_filter
from needs.imports.queries import Content
from needs.imports.services import keep_upload
from needs.models import NeedTurn
from needs.results.services import advance, tag_words
from needs.surveys.models import Answer, ImportRun, Response
from resources.items.services import add_photo
from resources.models import NeedAsk
from tests.accounts.factories import PasskeyFactory
from tests.needs.factories import SurveyFactory
from tests.needs.practices.factories import practice_of
from tests.networks.factories import CircleFactory, MemberFactory
from tests.resources.hsds.samples import listed_by
from tests.resources.imports.factories import FORM, What, brought_in_by

EMAIL, PASSWORD, NAME = "canary-4b7e@example.org", "canary password 52d0", "Canary Rosa"
WORDS = "canary words of an answer"


@transaction.atomic
def rich(*, email=EMAIL, **neighborhood):
    """Its codes and addresses. Without keywords it is the demo's first neighborhood."""
    network, members = demo.found(**demo.NEIGHBORHOODS[0] | neighborhood)
    hooks.demo.ask(network, members)
    amina, bo, chen = (members[name] for name in ("Amina", "Bo", "Chen"))
    _link, code = make_link(by=amina, once=random_id())
    rosa = create_user(display_name=NAME, language="en", email=email, password=PASSWORD)
    join(user=rosa, code=code, name=NAME)
    PasskeyFactory(user=rosa)
    left = join(
        user=create_user(display_name="Left", language="en"),
        code=make_link(by=bo, once=random_id())[1],
        name="Left",
    )
    leave(member=left)
    card = take_by_hand(by=amina, name="Grandma", language="es", batch=f"page {random_id()}")
    _link, link = make_link(by=amina, once=random_id())
    for one, other in pairwise([amina, bo, chen]):
        circle = CircleFactory(network=network, name=f"{one} and {other}")
        for member in (one, other):
            Seat.objects.create(circle=circle, member=member)
    survey = SurveyFactory(network=network, by=amina)
    new_draft(survey, "a token", Kept(revision=1))
    mark(survey, bo, again=False)
    print_sheets(by=amina, survey=survey, count=2, batch="a page")
    summary = {"questions": 0, "responses": 6, "cells": {"file": 0}, "named": []}
    run = ImportRun.objects.create(survey=survey, by=amina, summary=summary)
    street = survey.questions.get(key="street")
    for _ in range(6):
        response = Response.objects.create(
            survey=survey, revision=1, way="import", language="en", run=run
        )
        Answer.objects.bulk_create(rows_of(response, {street: (True, WORDS)}))
    advance(survey_id=survey.pk)
    said = street.answers.values_list("pk", flat=True)
    tag_words(by=amina, question=street, answers=said, category="food")
    keep_upload(by=bo, content=Content(language="en"))
    more(network, amina, bo, chen)
    poster = network.invitations.exclude(code_sealed=None).get()
    return {
        "card": card,
        "link": link,
        "poster": unseal(poster, "code", key=network.key),
        "survey": survey.pk,
        "asked": network.surveys.exclude(pk=survey.pk).get().pk,
        "code": survey.code,
        "question": street.pk,
        "amina": amina.user_id,
        "name": unseal(bo.user, "sign_in_name", key=bo.user.key),
    }


def more(network, amina, bo, chen):
    """What neighbors do for each other, and against what."""
    Choices.objects.create(user=amina.user, often="never")
    agree(by=amina, kind=KNOWN_BY, value={"choice": 1}, seconded_by=bo)
    hide(by=amina, name="Mallory")
    keep_in_touch(of=chen, by=amina)
    act(touch=chen.touches.get(), what="messages")
    keep_picture(of=amina, large=b"large", small=b"small")
    for name in "VWXYZ":
        MemberFactory(network=network, user__display_name=name)
    concern = raise_concern(by=amina, account="Noise", named="Bo", once=random_id())
    ask(by=concern.panel.first(), question="Well?")
    known = list(network.members.known().select_related("network__key", "key"))
    for member in known:
        keep_part(by=member)
        agree_to_wipe(by=member, needed=2)
    give_parts(by=known[0], once=random_id())
    WipeAgreement.objects.update(holds_since=timezone.now() - timedelta(days=9))
    say_wipe(by=known[0])
    NeedTurn.objects.create(need=network.needs.first(), by=bo, until=timezone.now())
    practice_of(amina, others=["Old Rosa"])
    save_filter(by=amina, chosen={"category": "food"})
    brought_in_by(amina, FORM, What.OTHERS)
    brought_in_by(amina)
    listed_by(amina)
    item = network.items.first()
    add_photo(item=item, large=b"large", small=b"small")
    NeedAsk.objects.create(need=network.needs.first(), of=chen, item=item)
    Lockdown.objects.create(network=network)


def picture():
    """Every row that moves, as it can be compared: keys opened, without what finds by the key of
    the server. Asked of the whole database, not along the keys that lead to a network."""
    stay = stays()
    return {
        model._meta.label: {
            str(row.pk): {
                field.attname: _comparable(row, field) for field in model._meta.concrete_fields
            }
            for row in model._base_manager.all()
            if not (model is DataKey and row.pk == SERVER)
        }
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in stay and model._meta.app_label != "probe"
    }


def _comparable(row, field):
    value = getattr(row, field.attname)
    if isinstance(row, DataKey):
        above = row.under_id or SERVER
        told = {"wrapped": opened(row).hex(), "instance_key": "", "under_id": above}
        return told.get(field.name, told.get(field.attname, value))
    if isinstance(row, User) and field.name.endswith("_index"):
        return bool(value)
    if isinstance(row, Invitation) and field.name == "code_index" and row.code_sealed:
        return ""
    if isinstance(row, Invitation) and field.name == "uses_left" and not row.code_sealed:
        return "ended by the move"
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, dict | list | int | None) else str(value)


def differences(one, other):
    """Where two pictures are not the same, if anywhere."""
    return {
        f"{label}.{pk}": (one[label].get(pk), other[label].get(pk))
        for label in one
        for pk in one[label].keys() | other[label].keys()
        if one[label].get(pk) != other[label].get(pk)
    }
