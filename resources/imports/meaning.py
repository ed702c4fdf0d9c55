"""What an offer in somebody's words is: a guess, which whoever brings it in sees and corrects."""

import re
from collections import Counter

from mutualaid.spreadsheets.columns import ADDRESSES, PERSON, mostly
from mutualaid.spreadsheets.words import plain
from needs.imports.meaning import topic
from needs.imports.questions import STAMPS
from resources.items.models import Item

LEAVE = "leave"
NAME, OFFERS, WHO, CONTACT, WORDS, SINCE = "name", "offers", "who", "contact", "words", "sure_on"

ABOUT_OFFERS = re.compile(
    r"\b(offer|volunteer|donation|donate|resources?|share|lend|skills?|able to help|can you|"
    r"ofrec\w*|voluntari\w*|ayudar|recursos?|compartir|donar|prestar|habilidades|"
    r"تقدم\w*|تطوع\w*|مساعد\w*|موارد|مشارك\w*|مهارات)"
)
NOT_AN_OFFER = re.compile(r"\b(contacted|contactar|contacten)\b")
AT_HOME = re.compile(
    r"(?<!mail )\b(?:address|direccion(?! de correo)|domicilio|(?:ال)?عنوان(?! البريد))\b"
)
"""Where somebody lives, which nobody needs in order to ask them."""
COMMENTS = re.compile(
    r"\b(comments?|questions|anything else|notes?|comentarios|preguntas|notas|ملاحظات|اسئل\w*)\b"
)
NOBODY = re.compile(
    r"(?:i )?(?:do not|dont|cannot|can not|cant|will not|wont)\b|no (?:puedo|tengo|quiero)\b|"
    r"(?:no|none|nothing|n a|not now|nada|ningun[oa]|لا|لا شيء)$"
)
"""An answer that offers nothing."""
SIGNS = {
    Item.Kind.SKILL: "deliver provide drive cook translat interpret repair fix teach help dispatch "
    "organiz raise sew carpent electric plumb mechanic medic msw nurs emotional entreg conducir "
    "cocinar traduc repar ensen ayudar توصيل قياد طبخ ترجم اصلاح تعليم",
    Item.Kind.SPACE: "housing room space bed garage storage kitchen habitacion espacio cuarto "
    "alojamiento غرف مكان سكن مساح",
    Item.Kind.VEHICLE: "car van truck bike bicycle transport coche furgoneta camion bicicleta "
    "transporte سيار شاحن دراج",
    Item.Kind.TOOL: "tool drill ladder machine generator laundry washing herramienta taladro "
    "escalera lavadora maquina ادا ادوات مثقاب سلم غسال",
    Item.Kind.GOODS: "food cloth blanket diaper supplies sanitizer bags pet donat in kind comida "
    "alimento ropa manta panal طعام ملابس بطاني",
}


def kind_of(text: str) -> str:
    """By the first word that tells; something that one can do, where none does."""
    for word in plain(text).split():
        bare = word.removeprefix("ال")
        for kind, stems in SIGNS.items():
            if any(bare.startswith(stem) for stem in stems.split() if len(stem) > 2):
                return kind
    return Item.Kind.SKILL


def category_of(text: str) -> str:
    return topic(plain(text)) or "other"


def offers_nothing(text: str) -> bool:
    return bool(NOBODY.match(plain(text)))


def pieces_of(cell: str) -> list[str]:
    """Several answers in one cell. Google puts a comma between them, which stands within them too:
    where answers begin with a capital letter, one is only split before the next."""
    if re.search("[;\n]", cell):
        pieces = re.split(r"[;\n]", cell)
    elif cell[:1].isupper():
        pieces = re.split(r",\s*(?=[^\W\d_])(?=(?-i:[A-ZÀ-ÖØ-Þ]))", cell)
    else:
        pieces = re.split(r"[,،]", cell)
    return [piece for each in pieces if (piece := each.strip(" ."))]


def use_of(name: str, cells: list[str], *, others: bool) -> str:
    """What a column of somebody's form holds, by its name and its cells."""
    words = plain(name)
    if not cells:
        return LEAVE
    if words in STAMPS:
        return SINCE
    if mostly(cells, ADDRESSES.fullmatch, 0.5):
        return CONTACT if others else LEAVE
    if AT_HOME.search(words):
        return LEAVE
    if PERSON.search(words):
        by_name = re.search(r"\b(name|nombre|apellidos?|surname|who|(?:ال)?اسم)\b", words)
        return (WHO if by_name else CONTACT) if others else LEAVE
    if NOT_AN_OFFER.search(words):
        return LEAVE
    if COMMENTS.search(words):
        return WORDS if others else "conditions"
    if ABOUT_OFFERS.search(words):
        return OFFERS if _are_choices(cells) else NAME
    return LEAVE


def _are_choices(cells: list[str]) -> bool:
    """Whether cells are ticks of a few answers, and not words that each wrote."""
    split = [pieces_of(cell) for cell in cells]
    pieces = Counter(plain(piece) for each in split for piece in each)
    again = sum(count for count in pieces.values() if count > 1)
    short = all(len(piece) < 100 for each in split for piece in each)
    return again * 2 > pieces.total() or (short and any(len(each) > 1 for each in split))
