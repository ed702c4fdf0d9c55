"""Questions that are answered in words."""

from .base import LONG, SHORT, UNSAID, Kind, Said
from .reading import clean_words


class Short(Kind):
    limit = SHORT
    whole = False

    def read(self, parts):
        words = clean_words(parts.get(""), self.limit)
        return Said(True, words) if words else UNSAID

    def parts(self, said):
        return {"": said.words}

    def tell(self, said):
        return said.words.splitlines()


class Long(Short):
    screen = "needs/kinds/long.html"
    limit = LONG
