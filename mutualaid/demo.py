"""The demo: two neighborhoods whose people are made up, for trying everything out."""

from typing import Any

from django.conf import settings
from django.db import transaction

from mutualaid import hooks
from mutualaid.accounts.services import create_user
from mutualaid.fields import Texts, random_id
from mutualaid.networks.agreements.rules import KNOWN_BY
from mutualaid.networks.agreements.services import change_page, suggest
from mutualaid.networks.company.services import ask_for_welcome
from mutualaid.networks.joining.services import join, make_link
from mutualaid.networks.models import Member, Network
from mutualaid.networks.services import create_network
from mutualaid.networks.standing.services import vouch

NEIGHBORHOODS: list[dict[str, Any]] = [
    {
        "name": "Millbrook",
        "area": "between the canal and Mill Road, up to the railway bridge",
        "cell": "882748b611fffff",
        "languages": ["en", "es", "ar"],
        "people": {"Amina": "en", "Bo": "en", "Chen": "en", "Lucía": "es", "Samir": "ar"},
    },
    {
        "name": "Eastside",
        "area": "the streets east of the market, as far as the river",
        "cell": "88274d7935fffff",
        "languages": ["en", "es"],
        "people": {"Dara": "en", "Mateo": "es"},
    },
]
TIME_ZONE = "America/Detroit"

PAGES = {
    "Millbrook": {
        "what": Texts(
            en="We are neighbors who help each other with food, repairs, rides and company. "
            "It is free. Each of us gives what we can and takes what we need.",
            es="Somos vecinos y vecinas que nos ayudamos con comida, arreglos, viajes y compañía. "
            "Es gratis. Cada quien da lo que puede y toma lo que necesita.",
            ar="نحن جيران نساعد بعضنا بعضًا في الطعام والتصليح والتنقّل والصحبة. "
            "كل ذلك مجانًا: كلٌّ منا يعطي ما يستطيع ويأخذ ما يحتاج إليه.",
        ),
        "ask": Texts(
            en="Come to the library on Saturday between 10 and 12, or tell any of us.",
            es="Ven a la biblioteca el sábado de 10 a 12, o habla con cualquiera del grupo.",
            ar="تعالَ إلى المكتبة يوم السبت بين العاشرة والثانية عشرة، أو كلِّم أيًّا منا.",
        ),
        "join": Texts(
            en="Everybody who lives or works here is welcome. Scan the code on our poster.",
            es="Toda persona que viva o trabaje aquí es bienvenida. Escanea el código del cartel.",
            ar="نرحّب بكل من يسكن هنا أو يعمل هنا. امسح الرمز الذي على ملصقنا.",
        ),
        "who": Texts(
            en="Two of us answer; we take turns.",
            es="Contestan dos personas del grupo; nos turnamos.",
            ar="يردّ اثنان منا، ونتناوب على ذلك.",
        ),
        "emergency": Texts(
            en="We meet in front of the library at ten in the morning, every day. "
            "Knock on your neighbors' doors on the way.",
            es="Nos encontramos delante de la biblioteca a las diez de la mañana, todos los días. "
            "Llama de camino a las puertas de tu vecindad.",
            ar="نلتقي أمام المكتبة في العاشرة صباحًا كل يوم. واطرق في طريقك أبواب جيرانك.",
        ),
    },
    "Eastside": {
        "what": Texts(
            en="We run a tool library and cook together on Thursdays.",
            es="Tenemos una biblioteca de herramientas y cocinamos juntos los jueves.",
        ),
        "ask": Texts(
            en="Knock at the old bakery on Thursday evening.",
            es="Toca la puerta de la vieja panadería el jueves por la tarde.",
        ),
        "join": Texts(en="Come and eat with us.", es="Ven a comer con nosotros."),
        "who": Texts(en="Whoever cooks that week.", es="Quien cocina esa semana."),
        "emergency": Texts(
            en="Come to the old bakery, at noon.", es="Ven a la vieja panadería, a mediodía."
        ),
    },
}


class NotADemo(Exception):
    """Real neighbors are here, or may come: made-up people must not get among them."""


def misplaced() -> bool:
    """Whether this is a demo's database, but no demo: its keys and its people are everyone's."""
    return not settings.DEMO and Network.objects.filter(demo=True).exists()


@transaction.atomic
def load() -> None:
    """Make the demo, all of it or nothing, unless it is here. Raises `NotADemo`."""
    if not settings.DEMO:
        raise NotADemo
    if Network.objects.filter(demo=True).exists():
        return
    if Network.objects.exists():
        raise NotADemo
    for neighborhood in NEIGHBORHOODS:
        network, members = found(**neighborhood)
        hooks.demo.ask(network, members)


def found(
    *, name: str, area: str, cell: str, languages: list[str], people: dict[str, str]
) -> tuple[Network, dict[str, Member]]:
    """A network and its members by name. The first one founds it and lets the others in."""
    users = [
        create_user(display_name=person, language=language) for person, language in people.items()
    ]
    network = create_network(
        by=users[0], name=name, area=area, cell=cell, languages=languages, time_zone=TIME_ZONE
    )
    network.demo = True
    network.save(update_fields=["demo"])
    founder = network.members.get()
    change_page(by=founder, texts=PAGES[name])
    members = {founder.name: founder}
    for user in users[1:]:
        _, code = make_link(by=founder, once=random_id())
        members[user.display_name] = join(user=user, code=code, name=user.display_name)
    for person in list(people)[1:-1]:  # the last one is new, to show how that is
        vouch(by=founder, about=members[person])
    ask_for_welcome(newcomer=members[list(people)[-1]])
    suggest(by=founder, kind=KNOWN_BY, value={"choice": 3})
    return network, members


def people() -> list[Member]:
    """Those of the demo, under whatever names they bear by now."""
    first = [name for neighborhood in NEIGHBORHOODS for name in neighborhood["people"]]
    members = Member.objects.present().filter(network__demo=True).order_by("joined_on", "pk")
    return sorted(
        members.select_related("user", "network"),
        key=lambda each: first.index(each.name) if each.name in first else len(first),
    )
