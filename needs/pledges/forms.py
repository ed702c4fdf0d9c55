"""What is typed about a pledge; nothing here is stored."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutualaid.forms import Form, Line
from mutualaid.networks.models import Circle

from .services import words_of_left


class PledgeForm(Form):
    words = forms.CharField(
        label=_("How can you help?"),
        help_text=_("Only whose need it is reads this. For example: Thursday after six."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact = Line(
        label=_("How can they reach you?"),
        help_text=_("They see it once they accepted, and until a day after the help."),
        max_length=200,
    )

    def __init__(
        self,
        *arguments: Any,
        left: int,
        parts: int,
        circles: list[Circle],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.circles = {str(circle.pk): circle for circle in circles}
        if circles:
            named = [(key, str(circle)) for key, circle in self.circles.items()]
            self.fields["circle"] = forms.ChoiceField(
                label=_("Who helps?"),
                help_text=_("Of a circle, whoever sits there sees how to reach them."),
                choices=[("", _("I do")), *named],
                required=False,
                widget=forms.RadioSelect,
            )
            self.order_fields(["circle"])
        if parts > 1:
            self.fields["quantity"] = forms.IntegerField(
                label=_("How many of them?"),
                min_value=1,
                max_value=left,
                initial=1,
                error_messages={"max_value": words_of_left(left)},
            )
            self.order_fields(["quantity"])

    def offer(self) -> dict[str, Any]:
        """As `services.pledge` takes it."""
        told = {"quantity": 1} | self.cleaned_data
        return told | {"circle": self.circles.get(told.get("circle", ""))}
