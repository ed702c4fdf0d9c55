"""Made-up needs in bulk, so that a demo shows what lists are like when there are very many."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import batched
from random import Random

from mutualaid.fields import day_with
from mutualaid.networks.models import Member, Network
from mutualaid.networks.places import places_around
from needs.categories import KINDS, URGENCIES

from .models import Need

AT_ONCE = 2000
EACH = 50
"""How many one neighbor asked for, so to say."""
DAYS = 365

WANTED = {
    "en": ["Somebody for", "Help with", "Looking for", "Can anybody lend me", "We are short of"],
    "es": ["Alguien para", "Ayuda con", "Busco", "¿Alguien me presta", "Nos falta"],
    "ar": ["أحتاج إلى", "مساعدة في", "أبحث عن", "من يعيرني", "ينقصنا"],
}
THINGS = {
    "en": """bread soup a drill a ladder a lift the stairs the hedge a fridge a cot blankets a pram
    the tap a wheelbarrow the boiler a saucepan a letter fractions the clinic the dog a suitcase
    rice nappies the roof a bicycle a lamp the garden a tent a mattress the phone a form a kettle
    a projector trestles a sewing-machine the accordion an orchard a beehive""",
    "es": """pan sopa taladro escalera viaje seto nevera cuna mantas cochecito grifo carretilla
    caldera olla carta fracciones clínica perro maleta arroz pañales tejado bicicleta lámpara
    jardín carpa colchón teléfono formulario hervidor proyector caballetes acordeón colmena""",
    "ar": """خبز شوربة مثقاب سلّم توصيلة درج سياج ثلاجة سرير بطانيات عربة صنبور موقد قدر رسالة
    كسور عيادة كلب حقيبة أرز حفاضات سقف درّاجة مصباح حديقة خيمة فراش هاتف استمارة إبريق""",
}
WHEN = {
    "en": ["on Saturday", "before nine", "this week", "for two", "after school", "for a month"],
    "es": ["el sábado", "antes de las nueve", "esta semana", "para dos", "después de clase"],
    "ar": ["يوم السبت", "قبل التاسعة", "هذا الأسبوع", "لشخصين", "بعد المدرسة"],
}
STATES = {"open": 70, "partly": 10, "pledged": 10, "helped": 5, "met": 3, "withdrawn": 2}
AUDIENCES = {"everyone": 40, "members": 50, "known": 10}
REPEATS = {"once": 85, "weekly": 10, "fortnightly": 3, "monthly": 2}


def fill_needs(network: Network, count: int) -> int:
    """Add so many needs to a network, the oldest first. Nothing was told about them that would be
    sealed, and nobody is told of them."""
    today, chance = network.today(), Random(count)
    neighbors = Member.objects.bulk_create(
        # As those who left: they come in no list.
        [Member(network=network, joined_on=today, left_on=today) for _ in range(count // EACH + 1)],
        batch_size=AT_ONCE,
    )
    for batch in batched(_needs(network, neighbors, count, today, chance), AT_ONCE):
        Need.objects.bulk_create(batch)
    return count


def _needs(
    network: Network, neighbors: list[Member], count: int, today: date, chance: Random
) -> Iterator[Need]:
    spoken = [code for code in network.languages if code in WANTED] or ["en"]
    places = [*places_around(network.cell)]
    for number in range(count):
        posted_on = today - timedelta(days=DAYS - DAYS * (number + 1) // count)
        category, language = chance.choice([*KINDS]), _mostly_first(chance, spoken)
        state = _drawn(chance, STATES)
        care = KINDS[category].care
        cell = _mostly_first(chance, places) if places and chance.random() < 0.8 else ""
        yield Need(
            id=day_with(chance.getrandbits(43), posted_on),
            network=network,
            by=chance.choice(neighbors),
            category=category,
            care=care,
            title=_title(chance, language),
            quantity=chance.choice([1, 1, 1, 2, 3, 6]),
            urgency=chance.choice([*URGENCIES]),
            due_on=today + timedelta(days=chance.randint(-7, 90)),
            repeats=_drawn(chance, REPEATS),
            languages=sorted({language, chance.choice(spoken)}),
            audience=Need.Audience.KNOWN if care else _drawn(chance, AUDIENCES),
            shows_urgency=chance.random() < 0.9,
            cell=cell,
            shows_place=bool(cell) and not care and chance.random() < 0.9,
            state=state,
            sure_on=posted_on,
            ended_on=None if state in Need.LIVE else today,
        )


def _title(chance: Random, language: str) -> str:
    """In few words; some of them stand in very many titles, some in few."""
    things = THINGS[language].split()
    thing = " ".join(dict.fromkeys(_mostly_first(chance, things) for _ in range(2)))
    return f"{chance.choice(WANTED[language])} {thing}, {chance.choice(WHEN[language])}"


def _mostly_first[Each](chance: Random, found: list[Each]) -> Each:
    """The first ones far more often than the last."""
    return found[int(len(found) * chance.random() ** 3)]


def _drawn(chance: Random, shares: dict[str, int]) -> str:
    return chance.choices([*shares], [*shares.values()])[0]
