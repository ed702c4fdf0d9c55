from mutualaid.fields import random_id
from mutualaid.networks.agreements.rules import JOINING
from mutualaid.networks.concerns.services import raise_concern
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import make_link, make_poster
from mutualaid.networks.models import Agreement, Suggestion, Touch, Vouch, Welcome
from mutualaid.networks.pictures.services import keep_picture
from tests.matrix import sample
from tests.networks.factories import MemberFactory, page_texts, write_page


@sample("slug")
def slug(amina):
    return amina.network.slug


@sample("networks:join:code")
def code(amina):
    return make_link(by=amina, once=random_id())[1]


@sample("networks:invitation_id")
def invitation(amina):
    return make_poster(by=amina, once=random_id(), uses=20, days=30).pk


@sample("networks:agreement_id")
def agreement(amina):
    write_page(by=amina, texts=page_texts(what="Soup"))
    return amina.network.agreements.newest(Agreement.Kind.PAGE).pk


@sample("networks:vouch_id")
def vouch(amina):
    about = MemberFactory(network=amina.network, vouches_needed=None)
    return Vouch.objects.create(by=amina, about=about).pk


@sample("networks:rule")
def rule(amina):
    return JOINING


@sample("networks:suggestion_id")
def suggestion(amina):
    value = {"choice": "open"}
    return Suggestion.objects.create(network=amina.network, by=amina, kind=JOINING, value=value).pk


@sample("networks:hiding_id")
def hiding(amina):
    hide(by=amina, name="Mallory")
    return amina.hidings.latest("pk").pk


@sample("networks:concern_id")
def concern(amina):
    MemberFactory.create_batch(4, network=amina.network)
    return raise_concern(by=amina, account="Shouting", named="Nobody", once=random_id()).pk


@sample("networks:welcome:welcome_id")
def asks_to_be_welcomed(amina):
    newcomer = MemberFactory(network=amina.network, vouches_needed=None)
    return Welcome.objects.create(newcomer=newcomer).pk


@sample("networks:welcome_id")
def welcomed_by(amina):
    newcomer = MemberFactory(network=amina.network, vouches_needed=None)
    return Welcome.objects.create(newcomer=newcomer, by=amina, until=amina.network.today()).pk


@sample("networks:touch_id")
def touch(amina):
    of = MemberFactory(network=amina.network)
    return Touch.objects.create(of=of, by=amina, until=amina.network.today()).pk


@sample("networks:act")
def act(amina):
    return "sing"


@sample("networks:picture_id")
def picture(amina):
    return keep_picture(of=amina, large=b"large", small=b"small").pk
