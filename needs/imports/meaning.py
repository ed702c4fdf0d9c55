"""Which answers say that something is lacking: a guess from the words of a question.

Made only where the words leave no doubt which answer means a need. "Water: low, medium, high" may
speak of supply or of damage, so it is not guessed. A member sees each guess and may change it.
"""

import re

from mutualaid.spreadsheets.words import plain
from needs.imports.questions import Asked
from needs.surveys.models import Question

Kind = Question.Kind


def _words(text: str) -> list[str]:
    return text.split()


TOPICS = {
    "food": _words(
        "food eat meal nutrition hungry hunger rice bread staple comida alimento aliment "
        "comer hambre طعام غذا اكل جوع خبز"
    ),
    "water": _words("water agua ماء مياه ما"),
    "housing": _words(
        "shelter house. houses. housing home. homes. homeless rent. accommodation tent roof "
        "vivienda casa alojamiento refugio alquiler techo ماوي سكن منزل بيت ايجار خيم"
    ),
    "repairs": _words("repair leak reparacion reparar gotera اصلاح ترميم"),
    "energy": _words(
        "electric power fuel heating gas generator energia electricidad luz combustible "
        "calefaccion كهربا وقود تدفي طاق"
    ),
    "household": _words(
        "utensil pot. pots. items. cooking kitchen furniture mattress appliance utensilio "
        "olla cocina mueble colchon اثاث اواني مطبخ طبخ"
    ),
    "clothing": _words("cloth blanket bedding coat shoe ropa manta abrigo zapato ملابس بطاني احذي"),
    "hygiene": _words(
        "soap toilet latrine sanitation hygiene hygienic wash bath diaper nappy laundry waste "
        "jabon bano letrina saneamiento higiene lavar panal صابون مرحاض مراحيض حمام نظاف غسيل "
        "حفاض"
    ),
    "health": _words(
        "health medicine medical medication doctor clinic hospital vaccine injur salud "
        "medicina medicamento medico clinica hospital vacuna صح دوا ادوي طبيب طبي عياد مستشفي "
        "لقاح"
    ),
    "mental-health": _words(
        "psycholog psychosocial trauma lonely counsel mental psicolog soledad نفسي صدم"
    ),
    "childcare": _words("childcare babysit daycare guarderia ninera حضان"),
    "elder-care": _words("elderly caregiver disab ancian mayores discapaci مسن معاق"),
    "transport": _words(
        "transport vehicle ride. rides. car. cars. bus. buses. transporte vehiculo coche "
        "autobus نقل مواصلات سيار حافل"
    ),
    "tools": _words("tool machine equipment herramienta maquina equipo اداه ادوات الات معدات"),
    "paperwork": _words(
        "paperwork document form authorities tramite documento papeles اوراق وثايق معامل"
    ),
    "legal": _words("legal lawyer rights abogado juridic قانون محامي"),
    "language": _words("interpret translat language interprete traducc idioma ترجم لغ"),
    "phones": _words(
        "phone internet mobile computer wifi telefono movil ordenador هاتف انترنت حاسوب جوال"
    ),
    "money": _words(
        "money bill. bills. cash debt income dinero factura deuda ingreso مال نقود فاتور "
        "فواتير دين دخل"
    ),
    "work": _words(
        "work job business livelihood employ produce productive trabajo empleo negocio عمل وظيف رزق"
    ),
    "learning": _words(
        "school learning education teacher escuela educacion maestro مدرس تعليم معلم"
    ),
    "pets": _words("pet. pets. dog. dogs. cat. cats. mascota perro gato حيوان كلب قط"),
    "safety": _words(
        "violence abuse threat insecur discriminat violencia abuso amenaza عنف اعتدا تهديد"
    ),
    "emergency": _words("flood outage evacuat landslide inundacion evacua فيضان اخلا"),
    "company": _words("company companion visit compania visita رفق زيار"),
}
"""Beginnings of words, or whole words with a dot, without accents, in English, Spanish, Arabic."""

URGENT = {"food", "water", "housing", "health", "safety"}

LACKING = _words(
    "lack without unable cannot cant difficult unsafe shortage short lost lose missing "
    "insufficient inadequate scarc problem affected damaged destroyed unavailab falta sin "
    "escas dificult insuficient inadecuad perdi danad destruid problema afectad نقص بدون صعوب "
    "ينقص فقد تضرر مشكل يفتقر"
)
HAVING = _words(
    "available availab enough adequate sufficient access accessible functioning disponible "
    "suficiente adecuad acceso funciona متوفر متاح كاف كافي يكفي وصول الوصول"
)
NOT = _words("no not dont none never nunca لا ليس غير عدم")
HAVE = re.compile(
    r"(?:do|does)\b.*\bhave\b|(?:is|are) there (?:any|enough)\b|(?:tiene|tienen|tienes|hay)\b|"
    r"هل (?:لدي|يوجد|توجد|عند)"
)
NEED = re.compile(
    r"\b(?:need|needs|needed|lack|lacking|missing|necesita|necesitas|necesitan|necesidad|"
    r"necesidades|falta|faltan|تحتاج|يحتاج|احتياجات|حاجات|ينقص)\b"
)
PEOPLE = _words(
    "people person individual famil household child women men personas gente famil hogar "
    "ninos mujeres شخص اشخاص ناس افراد عايل اسر اطفال"
)
LITTLE = {
    "none": "now",
    "few": "soon",
    "inadequate": "now",
    "insufficient": "now",
    "no": "now",
    "not enough": "now",
    "not available": "now",
    "ninguno": "now",
    "ninguna": "now",
    "pocos": "soon",
    "pocas": "soon",
    "insuficiente": "now",
    "inadecuado": "now",
    "لا يوجد": "now",
    "قليل": "soon",
    "غير كاف": "now",
    "غير متوفر": "now",
}
MUCH = {
    "many",
    "adequate",
    "sufficient",
    "enough",
    "available",
    "muchos",
    "muchas",
    "suficiente",
    "adecuado",
    "كثير",
    "كاف",
    "متوفر",
}


def guess(question: Asked) -> list[dict]:
    """Signals as in `Question.signals`."""
    text = plain(question.text)
    if question.kind == Kind.MANY and NEED.search(text):
        return _by_choice(question)
    category = topic(text)
    if category is None:
        return []
    lacking = _direction(text)
    urgency = "now" if category in URGENT else "soon"
    if question.kind == Kind.YES_NO and lacking is not None:
        return [{"category": category, "when": ["yes" if lacking else "no"], "urgency": urgency}]
    if question.kind == Kind.NUMBER and lacking and _begins(text.split(), PEOPLE):
        return [{"category": category, "people": True}]
    if question.kind == Kind.ONE:
        return _by_amount(question, category)
    return []


def topic(text: str) -> str | None:
    """The category that a plain text speaks of: the one named most, or first."""
    words = text.split()
    found = {
        category: places for category, stems in TOPICS.items() if (places := _begins(words, stems))
    }
    return max(found, key=lambda name: (len(found[name]), -found[name][0]), default=None)


def _begins(words: list[str], stems: list[str]) -> list[int]:
    """Where words begin with one of the stems; the Arabic article is left off."""
    return [
        place
        for place, word in enumerate(words)
        for bare in [word.removeprefix("ال") + "."]
        if any(bare == f"{stem}." or (len(stem) > 3 and bare.startswith(stem)) for stem in stems)
        or bare in stems
    ]


def _direction(text: str) -> bool | None:
    """Whether a yes means lack; None where the words do not tell. The first word that does tells
    for all: "lack adequate", "enough … for all affected"."""
    words = text.split()
    lacking, having = _begins(words, LACKING), _begins(words, HAVING)
    if lacking and (not having or lacking[0] < having[0]):
        return True
    if having:
        return any(0 < having[0] - place <= 3 for place in _begins(words, NOT))
    return False if HAVE.match(text) else None


def _by_choice(question: Asked) -> list[dict]:
    """Each choice of "What do you need?" that names a kind of need."""
    signals = []
    for key, text in question.choices:
        words = plain(text)
        if (category := topic(words)) and not set(words.split()) & set(NOT):
            urgency = "now" if category in URGENT else "soon"
            signals.append({"category": category, "when": [key], "urgency": urgency})
    return signals


def _by_amount(question: Asked, category: str) -> list[dict]:
    """Amounts, where at least one choice says that there is enough."""
    if not any(plain(text) in MUCH for key, text in question.choices):
        return []
    return [
        {"category": category, "when": [key], "urgency": LITTLE[plain(text)]}
        for key, text in question.choices
        if plain(text) in LITTLE
    ]
