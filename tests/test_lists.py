"""The same number of statements for 5 rows and for 25, on every page of the project.

Everything of which there can be many is grown by the functions beneath `many`; a model that is
neither grown nor said to be in no list fails, and so does a page whose statements grow with it.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from mutualaid.accounts.cards.services import make_card
from mutualaid.accounts.models import NewCard
from mutualaid.fields import random_id
from mutualaid.networks.agreements.services import change_facts
from mutualaid.networks.concerns.services import raise_concern
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import make_link, make_poster
from mutualaid.networks.models import (
    Concern,
    PanelSeat,
    Seat,
    Touch,
    TouchAct,
    Vouch,
    Welcome,
)
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.notices.services import MOST_BROWSERS
from mutualaid.sealed import ledger
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.models import Access
from mutualaid.sealed.services import seal
from needs.answering.services import print_sheets, rows_of
from needs.board.services import MOST
from needs.imports.queries import Content
from needs.imports.services import keep_upload
from needs.models import Need, NeedTurn, SavedFilter
from needs.own_categories.services import change_category
from needs.pledges.services import pledge
from needs.practices.models import Practitioner
from needs.practices.services import settle
from needs.results.services import advance, tag_words
from needs.surveys.models import ImportRun, Response, Survey
from resources.asks.services import ask, limit_asks
from resources.items.services import add_photo
from resources.loans.services.handing import bring_back, hand_over
from resources.loans.services.renewing import ask_to_keep
from resources.loans.services.waiting import wait_for
from resources.models import Goods, Item, ItemVouch, Loan, Lot, NeedAsk, Window
from resources.stock.services import put_in
from tests.accounts.factories import HelperFactory, PasskeyFactory
from tests.matrix import load_samples, pages
from tests.needs.answering.samples import survey_of
from tests.needs.factories import EVERY_KIND, QuestionFactory, SectionFactory, SurveyFactory
from tests.needs.imports.factories import table_of
from tests.needs.own_categories.factories import category_of
from tests.needs.posts.factories import need_of
from tests.needs.practices.factories import practice_of
from tests.networks.factories import (
    CircleFactory,
    MemberFactory,
    NetworkFactory,
    page_texts,
    write_page,
)
from tests.notices.factories import subscription_of, tell
from tests.resources.factories import (
    ItemFactory,
    given,
    goods_of,
    handed,
    lot_of,
    promised,
    slot_of,
    spent,
    taken,
    wanted,
)
from tests.resources.hsds.samples import listed_by
from tests.resources.imports.factories import FORM, THINGS, What, brought_in_by

load_samples()
many: list[Callable] = []
IN_NO_LIST = {
    *("Permission", "Group", "ContentType", "DataKey", "Checkpoint", "LedgerEnd", "Erased"),
    *("Keeper", "Recovery", "Part", "DuressCode", "Lockdown"),
    *("WipeAgreement", "Consent", "Wipe", "WipeYes"),
    *("Job", "Heartbeat", "Count", "Code", "SignInLink", "Draft", "Mark", "Upload", "Tally"),
    *("Knock", "Departure"),
    *("Choices", "Address"),
}
"""Models whose rows no page lists: each is found by its name, or by nobody."""


@many.append
def members(amina, survey, count):
    MemberFactory.create_batch(count, network=amina.network)


@many.append
def vouches(amina, survey, count):
    for about in MemberFactory.create_batch(count, network=amina.network, vouches_needed=None):
        Vouch.objects.create(by=amina, about=about)
        Vouch.objects.create(by=about, about=amina)
        keep_picture(of=about, large=b"large", small=b"small")


@many.append
def cards(amina, survey, count):
    for _ in range(count):
        make_card(user=amina.user, batch=str(random_id()))
    amina.user.cards.update(ended_on=None)


@many.append
def passkeys(amina, survey, count):
    PasskeyFactory.create_batch(count, user=amina.user)


@many.append
def helpers(amina, survey, count):
    for _ in range(count):
        HelperFactory(holder=amina.user)
        helped = HelperFactory(helper=amina.user).holder
        NewCard.objects.create(holder=helped, first=amina.user, ends_on=localdate())


@many.append
def readings(amina, survey, count):
    with transaction.atomic():
        for reader in MemberFactory.create_batch(count, network=amina.network):
            ledger.note(
                Access(
                    place=f"accounts_user.email.{amina.user_id}",
                    key=amina.user.key_id,
                    reader=f"networks_member.{reader.pk}",
                    reason="delivery",
                )
            )


@many.append
def networks(amina, survey, count):
    for _ in range(count):
        MemberFactory(user=amina.user, network=NetworkFactory())


@many.append
def circles(amina, survey, count):
    for number in range(count):
        circle = CircleFactory(network=amina.network, name=f"Circle {number}")
        Seat.objects.create(circle=circle, member=amina)


@many.append
def agreements(amina, survey, count):
    for _ in range(count):
        write_page(by=amina, texts=page_texts(what=f"Soup {random_id()}"))


@many.append
def suggestions(amina, survey, count):
    other = MemberFactory(network=amina.network)
    for _ in range(count):
        change_facts(by=other, area=str(random_id()))


@many.append
def concerns(amina, survey, count):
    others = MemberFactory.create_batch(4, network=amina.network)
    for _ in range(count):
        Concern.objects.create(
            network=amina.network,
            by=amina,
            about=amina,
            key=new_key(under=amina.network.key),
            asked_on=amina.network.today(),
        )
        ended = raise_concern(by=others[0], account="Noise", named="X", once=random_id())
        seal(ended, "outcome", "We spoke.", key=amina.network.key)
        ended.state, ended.ended_on = Concern.State.ENDED, amina.network.today()
        ended.save()
        looked_at = raise_concern(by=others[0], account="Noise", named="X", once=random_id())
        PanelSeat.objects.get_or_create(concern=looked_at, member=amina)


@many.append
def company(amina, survey, count):
    for _ in range(count):
        new, of = MemberFactory.create_batch(2, network=amina.network, vouches_needed=None)
        Welcome.objects.create(newcomer=new, by=amina, until="2100-01-01")
        Welcome.objects.create(newcomer=of)
        for touched, by in [(of, amina), (amina, of), (new, None)]:
            touch = Touch.objects.create(of=touched, by=by, until="2100-01-01")
            TouchAct.objects.create(touch=touch, what="sing")


@many.append
def hidings(amina, survey, count):
    for _ in range(count):
        hide(by=amina, name=str(random_id()))


@many.append
def invitations(amina, survey, count):
    for _ in range(count):
        make_poster(by=amina, once=random_id(), uses=20, days=30)
        make_link(by=amina, once=random_id())


@many.append
def sessions(amina, survey, count):
    for _ in range(count):
        Client().force_login(amina.user)


@many.append
def notices(amina, survey, count):
    for _ in range(count):
        tell(amina)


@many.append
def subscriptions(amina, survey, count):
    # A person has ten at most.
    for _ in range(min(count, MOST_BROWSERS - amina.user.subscriptions.count())):
        client = Client()
        client.force_login(amina.user)
        subscription_of(amina, client)


@many.append
def surveys(amina, survey, count):
    before = survey.created_on - timedelta(days=1)  # so that homes go on showing the same one
    for state in Survey.State:
        more = {"network": amina.network, "by": amina, "state": state, "questions": []}
        SurveyFactory.create_batch(count, created_on=before, **more)


@many.append
def questions(amina, survey, count):
    for number in range(count):
        section = SectionFactory(survey=survey, position=100 + number)
        QuestionFactory(
            section=section, **EVERY_KIND[number % len(EVERY_KIND)] | {"key": f"q{random_id()}"}
        )


@many.append
def answers(amina, survey, count):
    run = ImportRun.objects.create(survey=survey, by=amina, summary=SUMMARY)
    said = {"one": ("other", "A tent"), "short": (True, "Bread"), "needs": ({"food": {}}, "")}
    for _ in range(count):
        response = Response.objects.create(
            survey=survey, revision=1, way="import", language="en", run=run
        )
        for row in rows_of(
            response,
            {q: said[q.kind] for q in survey.questions.asked_now() if q.kind in said},
        ):
            row.save()
    advance(survey_id=survey.pk)


@many.append
def tags(amina, survey, count):
    for question in survey.questions.filter(kind__in=["one", "short"]):
        texts = question.answers.values_list("pk", flat=True)[:count]
        tag_words(by=amina, question=question, answers=texts, category="food")


@many.append
def needs(amina, survey, count):
    for _ in range(count):
        mine = need_of(amina, urgency="now", quantity=900)
        helper = MemberFactory(network=amina.network)
        pledge(need=mine, by=helper, quantity=1, words="", contact="555")
        other = need_of(helper, urgency="now")
        pledge(need=other, by=amina, quantity=1, words="", contact="555")
        NeedTurn.objects.create(need=other, by=amina, until=timezone.now())
        could = ItemFactory(by=amina, kind=Item.Kind.GOODS, category="groceries")
        NeedAsk.objects.create(need=need_of(helper), of=amina, item=could)
        ItemFactory(by=helper, kind=Item.Kind.GOODS, category="groceries")
        asked = need_of(helper, by=None)
        Need.objects.filter(pk=asked.pk).update(asked_on=localdate())


@many.append
def practices(amina, survey, count):
    slug = category_of(amina, "Soup kitchens", f"own-{random_id() % 10**9}")
    other = MemberFactory(network=amina.network)
    for _ in range(count):
        practice_of(amina, category=slug)
        asked = practice_of(other, category=slug)
        Practitioner.objects.create(practice=asked, member=amina)
        settle(practice=asked)


@many.append
def own_categories(amina, survey, count):
    for _ in range(count):
        slug = category_of(amina, "Soup kitchens", f"own-{random_id() % 10**9}")
        change_category(by=MemberFactory(network=amina.network), slug=slug, under="company")


@many.append
def stock_and_purse(amina, survey, count):
    helper = MemberFactory(network=amina.network)
    need, soon = need_of(amina), amina.network.today()
    given(amina, 1_000_000)
    lot = Lot.objects.filter(goods__what="Rice").order_by("-left").first() or lot_of(amina, 100_000)
    for _ in range(count):
        goods = goods_of(helper, what=f"Tin {random_id()}", named=True, best_before=soon)
        Goods.objects.filter(pk=goods.pk).update(low_at=100_000)
        put_in(
            by=amina, goods=lot.goods, once=random_id(), way="gift", quantity=1, place=goods.what
        )
        taken(helper, lot, 1, need=need, named=True, words="Soup")
        entry = spent(helper, amina, 1)
        wanted(helper, 1)
        bought = {"way": "bought", "bought_with": entry, "quantity": 1}
        put_in(by=amina, goods=lot.goods, once=random_id(), **bought)
        circle = CircleFactory(network=amina.network, name=f"Shelf {random_id()}")
        Seat.objects.create(circle=circle, member=amina)
        given(amina, circle=circle)


@many.append
def saved_filters(amina, survey, count):
    # A member has ten at most.
    for _ in range(min(count, MOST - amina.saved_filters.count())):
        SavedFilter.objects.create(member=amina, filter={"category": "food"})


@many.append
def resources(amina, survey, count):
    for number in range(count):
        other = MemberFactory(network=amina.network)
        skill = {"kind": Item.Kind.SKILL, "category": "bicycle"}
        mine, theirs = (ItemFactory(by=by, level="teach", **skill) for by in (amina, other))
        ItemFactory(by=other, level="learn", **skill)
        for item in (mine, theirs):
            Window.objects.create(item=item, weekday=number % 7, start="09:00", end="10:00")
            ItemVouch.objects.create(item=item, by=MemberFactory(network=amina.network))
            add_photo(item=item, large=b"large", small=b"small")
        limit_asks(member=amina, a_month=None)
        limit_asks(member=other, a_month=None)
        asked = {"words": "Brakes", "contact": "555", "wanted_on": amina.network.today()}
        ask(item=mine, by=other, **asked)
        ask(item=theirs, by=amina, **asked)
        for one in Item.objects.filter(by=amina).exclude(kind=Item.Kind.TOOL)[:3]:
            Window.objects.create(item=one, weekday=0, start=f"11:{number}", end="12:00")


@many.append
def loans(amina, survey, count):
    """Each of Amina's things is lent several times, and waited for."""
    mine = Item.objects.filter(by=amina, kind=Item.Kind.TOOL, quantity=300).first()
    mine = mine or ItemFactory(by=amina, quantity=300)
    for _ in range(count):
        one, other = MemberFactory.create_batch(2, network=amina.network)
        theirs = ItemFactory(by=one)
        for item in (mine, theirs):
            loan = handed(item, other)
            for each in (amina, other):
                hand_over(loan=loan, by=each, words="A scratch")
            ask_to_keep(loan=loan, until=slot_of(item, 1, 3).ends)
            bring_back(loan=handed(item, other, 9), by=other)
        promised(mine, other, 5)
        wait_for(item=mine, by=other, slot=slot_of(mine, 20))
        Loan.objects.filter(item=theirs).update(by=amina)


@many.append
def imports(amina, survey, count):
    content = Content(language="en", questions=table_of("question,kind\nIs there bread?,yes-no\n"))
    for _ in range(count):
        ImportRun.objects.create(survey=survey, by=amina, summary=SUMMARY)
        keep_upload(by=amina, content=content)


@many.append
def sheets(amina, survey, count):
    print_sheets(by=amina, survey=survey, count=count, batch=str(random_id()))


@many.append
def brought_in(amina, survey, count):
    for _ in range(count):
        brought_in_by(amina, THINGS.replace("ladder", f"ladder {random_id()}"))
        brought_in_by(amina, FORM, What.OTHERS)
        listed_by(amina, code=str(random_id()))


SUMMARY = {"questions": 0, "responses": 0, "cells": {"file": 0}, "named": []}


def grow(amina, survey, count):
    for add in many:
        add(amina, survey, count)


def visit(client, addresses):
    """How many statements each page costs."""
    costs = {}
    for name, address in addresses.items():
        if name == "accounts:quick_exit":
            continue  # which signs out
        with CaptureQueriesContext(connection) as asked:
            costs[name] = client.get(address).status_code, len(asked)
    return costs


@pytest.fixture
def survey(amina):
    """The one that the samples look at, since there is no other yet."""
    return survey_of(amina)


@pytest.fixture
def addresses(amina, survey):
    return {page.name: page.address(amina) for page in pages()}


@pytest.mark.once
def test_no_page_costs_more_statements_for_25_rows_than_for_5(addresses, amina, survey, browse):
    clients = browse(amina), Client()
    clients[1].post(reverse("needs:answer_begin", args=[survey.code]))
    grow(amina, survey, 5)
    for client in clients:
        visit(client, addresses)  # what is asked at first alone
    few = [visit(client, addresses) for client in clients]
    grow(amina, survey, 20)
    many_rows = [visit(client, addresses) for client in clients]
    grown = {
        name: (before[name], after[name])
        for before, after in zip(few, many_rows, strict=True)
        for name in before
        if before[name] != after[name]
    }
    assert not grown


def test_everything_of_which_there_can_be_many_was_grown(amina, survey):
    grow(amina, survey, 5)
    few = {model.__name__ for model in apps.get_models() if model._default_manager.count() < 5}
    assert few <= IN_NO_LIST
