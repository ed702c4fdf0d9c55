"""Questions that offer a list to choose from."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .base import LONG, OTHER, SHORT, UNSAID, Choice, Kind, Said
from .reading import clean_words, list_of, must_be_offered, picked, text_of
from .telling import told

YES_NO = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "dont-know": gettext_lazy("I don't know"),
}
SHARES = {
    "skills": gettext_lazy("Skills: things I can do for others"),
    "tools": gettext_lazy("Tools and machines"),
    "vehicles": gettext_lazy("A vehicle, or driving"),
    "spaces": gettext_lazy("A room, garage, garden or hall"),
    "expertise": gettext_lazy("Expert knowledge: medical, legal, building, teaching"),
    "goods": gettext_lazy("Goods: food, clothes, furniture and the like"),
}


class One(Kind):
    screen = "needs/kinds/choices.html"
    paper = "needs/kinds/paper/boxes.html"
    how_to_type = gettext_lazy("Its number, like 2.")

    def choices(self):
        choices = super().choices()
        if self.question.settings.get("other") and OTHER not in dict(choices):
            choices.append(Choice(OTHER, _("Something else")))
        return choices

    def names(self):
        return ["", OTHER] if self.question.settings.get("other") else [""]

    def read(self, parts):
        key = text_of(parts.get(""))
        if not key:
            return UNSAID
        must_be_offered(dict(self.choices()), [key])
        return Said(key, self.other(parts) if key == OTHER else "")

    def legend(self):
        after_other = [_("and then the words")] if self.question.settings.get("other") else []
        return [*super().legend(), *after_other]

    def other(self, parts):
        return clean_words(parts.get(OTHER), SHORT) if self.question.settings.get("other") else ""

    def parts(self, said):
        return {"": said.value or "", OTHER: said.words}

    def typed(self, text):
        keys, words = self.picked(text)
        if len(keys) > 1:
            raise ValidationError(_("Only one can be chosen here."))
        return {"": keys[0] if keys else "", OTHER: words}

    def picked(self, text):
        keys, words = picked(self.choices(), text)
        if words and OTHER not in keys:
            raise ValidationError(self.without_words())
        return keys, words

    def without_words(self):
        numbers = {choice.key: number for number, choice in enumerate(self.choices(), 1)}
        if OTHER in numbers and self.question.settings.get("other"):
            return _("Words belong to number %(number)s. Write it before them.") % {
                "number": numbers[OTHER]
            }
        return _("Write numbers only, without words.")

    def tell(self, said):
        return told(self.choices(), [said.value] if said.value else [], said.words)

    def keys(self, said):
        return {said.value} if said.value else set()


class YesNo(One):
    def choices(self):
        return [Choice(key, str(text)) for key, text in YES_NO.items()]


class Many(One):
    how_to_type = gettext_lazy("Their numbers, like 1 3.")
    several = True

    def read(self, parts):
        keys = list(dict.fromkeys(list_of(parts.get(""))))
        must_be_offered(dict(self.choices()), keys)
        if not keys:
            return UNSAID
        return Said(keys, self.other(parts) if OTHER in keys else "")

    def parts(self, said):
        return {"": said.value or [], OTHER: said.words}

    def typed(self, text):
        keys, words = self.picked(text)
        return {"": keys, OTHER: words}

    def tell(self, said):
        return told(self.choices(), said.value or [], said.words)

    def keys(self, said):
        return set(said.value or [])


class Share(Many):
    """What someone could share: kinds of it, and a few words that say what."""

    screen = "needs/kinds/share.html"
    paper = "needs/kinds/paper/share.html"
    how_to_type = gettext_lazy("Their numbers, then the words.")

    def choices(self):
        offered = Kind.choices(self)
        return offered or [Choice(key, str(text)) for key, text in SHARES.items()]

    def names(self):
        return ["", OTHER]

    def picked(self, text):
        return picked(self.choices(), text)

    def read(self, parts):
        keys = list(dict.fromkeys(list_of(parts.get(""))))
        must_be_offered(dict(self.choices()), keys)
        words = clean_words(parts.get(OTHER), LONG)
        return Said(keys, words) if keys or words else UNSAID

    def tell(self, said):
        names = dict(self.choices())
        return [*(names.get(key, key) for key in said.value or []), *said.words.splitlines()]
