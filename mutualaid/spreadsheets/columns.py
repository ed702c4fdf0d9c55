"""What the name and the cells of a column give away."""

import re
from collections.abc import Callable
from typing import Any

PERSON = re.compile(
    r"(?:(?:first|last|full|your|family|contact)? ?(?:name|names)|surname|nombre(?: y apellidos?)?|"
    r"apellidos?|(?:ال)?اسم(?: الكامل)?|who|std who)$|(?:name|nombre) (?:of|de)\b|"
    r"\b(?:e ?mail|correo|phone|telephone|mobile number|whatsapp|telefono|movil|address|direccion|"
    r"contact (?:information|details|person|number)|(?:ال)?هاتف|(?:ال)?عنوان|(?:ال)?بريد)\b"
)
PLACE = re.compile(r"\b(?:lat|lon|lng|latitude|longitude|gps|coordinates|latitud|longitud)\b")
ADDRESSES = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\+?(?:[\s()/-]*\d){9,15}")
"""E-mail addresses and phone numbers."""


def mostly(cells: list[str], test: Callable[[str], Any], share: float) -> bool:
    return bool(cells) and sum(bool(test(cell)) for cell in cells) >= share * len(cells)
