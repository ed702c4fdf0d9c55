from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.networks.models import Network
from needs.own_categories.queries import asked_about
from needs.results.queries import PART_NAMES
from needs.results.ranking import PARTS

WEIGHTS = [
    ("0", _("Not at all")),
    ("1", _("A little")),
    ("2", _("As usual")),
    ("3", _("A lot")),
]
USUAL = 2


class WeightsForm(forms.Form):
    """How much each part counts for what matters most; what is not sent counts as usual."""

    def __init__(self, *args, known_at_hand: bool, **options):
        super().__init__(*args, **options)
        for part in PARTS:
            if part != "at_hand" or known_at_hand:
                self.fields[part] = forms.ChoiceField(
                    label=PART_NAMES[part], choices=WEIGHTS, initial=str(USUAL), required=False
                )

    def weights(self) -> dict[str, int]:
        self.is_valid()
        sent = {part: self.cleaned_data.get(part) or USUAL for part in PARTS}
        return {part: int(weight) for part, weight in sent.items()}


class TagForm(forms.Form):
    """Texts that name the same need. ``texts`` are the ids of those that may be ticked."""

    category = forms.ChoiceField(
        label=_("Which need do these texts name?"),
        error_messages={"required": _("Choose which need these texts name.")},
    )
    texts = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one text."),
            "invalid_choice": _("One of these texts is no longer here."),
        },
    )

    def __init__(self, *args, network: Network, texts: list[int], **options):
        super().__init__(*args, **options)
        kinds = cast(forms.ChoiceField, self.fields["category"])
        kinds.choices = [("", _("Choose one")), *asked_about(network).items()]
        field = cast(forms.TypedMultipleChoiceField, self.fields["texts"])
        field.choices = [(text, text) for text in texts]
