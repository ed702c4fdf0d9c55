"""What is typed about a category."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.fields import Texts
from mutualaid.forms import Form, Seen, TextsFormField
from mutualaid.networks.models import Network
from needs.categories import CATEGORIES, Kind


class CategoryForm(Form):
    under = forms.ChoiceField(label=_("Under which of these?"), choices=CATEGORIES)
    care = forms.BooleanField(
        label=_("It asks for care"),
        help_text=_(
            "Whoever helps could hurt somebody. It stands on no board; two helpers whom others "
            "here know go together. This cannot be taken away later."
        ),
        required=False,
    )

    def __init__(self, *arguments: Any, network: Network, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.languages = network.languages
        self.fields["name"] = TextsFormField(
            languages=network.languages,
            max_length=60,
            label=_("What is it called?"),
            help_text=_("In a few words, as people ask for it. In each of your languages."),
        )
        self.order_fields(["name"])

    def clean_name(self) -> Texts:
        name: Texts = self.cleaned_data["name"]
        if not all(name.get(code) for code in self.languages):
            raise forms.ValidationError(_("Please write it in each of your languages."))
        return name


class CategoryChangeForm(Seen, CategoryForm):
    """Care that was asked for once stays asked for."""

    def __init__(self, *arguments: Any, kind: Kind, **options: Any) -> None:
        first = {"name": kind.name, "under": kind.under}
        super().__init__(*arguments, initial=first, **options)
        if kind.care:
            del self.fields["care"]

    def changed(self) -> dict[str, Any]:
        """What is to be other than it is."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "seen"}
