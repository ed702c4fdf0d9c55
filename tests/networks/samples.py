from mutualaid.fields import random_id
from mutualaid.networks.models import Vouch
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.networks.services import change_page, make_link, make_poster
from tests.matrix import sample
from tests.networks.factories import MemberFactory, page_texts


@sample("slug")
def slug(amina):
    return amina.network.slug


@sample("networks:join:code")
def code(amina):
    return make_link(by=amina, once=random_id())[1]


@sample("networks:invitation")
def invitation(amina):
    return make_poster(by=amina, once=random_id(), uses=20, days=30).pk


@sample("networks:agreement")
def agreement(amina):
    change_page(by=amina, texts=page_texts(what="Soup"))
    return amina.network.agreements.get().pk


@sample("networks:vouch_id")
def vouch(amina):
    about = MemberFactory(network=amina.network, vouches_needed=None)
    return Vouch.objects.create(by=amina, about=about).pk


@sample("networks:picture_id")
def picture(amina):
    return keep_picture(of=amina, large=b"large", small=b"small").pk
