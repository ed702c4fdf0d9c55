"""The language switch, and the page that shows every component in every state."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mutualaid.forms import DateInput, Form, TextsFormField
from mutualaid.http import FORM_METHODS, form_page, is_ours, page_asked, posted, remember_language


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language, on the page where one is."""
    there = request.POST.get("next", "")
    response = HttpResponseRedirect(there if is_ours(request, there) else "/")
    remember_language(request, response, request.POST.get("language", ""))
    return response


def here(request: HttpRequest) -> dict:
    """Context processor: where the language switch leads back to."""
    return {"here": page_asked(request)}


class SampleForm(Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=40,
        help_text=gettext_lazy("As your neighbors know you."),
    )
    people = forms.IntegerField(
        label=gettext_lazy("How many people live with you?"), min_value=1, max_value=50
    )
    day = forms.DateField(label=gettext_lazy("From which day?"), widget=DateInput, required=False)
    need = forms.ChoiceField(
        label=gettext_lazy("What is short?"),
        choices=[
            ("food", gettext_lazy("Food")),
            ("housing", gettext_lazy("A place to live")),
            ("care", gettext_lazy("Care and company")),
        ],
        widget=forms.RadioSelect,
    )
    share = forms.MultipleChoiceField(
        label=gettext_lazy("What could you share?"),
        choices=[("tools", gettext_lazy("Tools")), ("rides", gettext_lazy("Rides"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick all that fit."),
        required=False,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Where?"),
        choices=[("", "—"), ("hall", gettext_lazy("The hall")), ("yard", gettext_lazy("The yard"))],
    )
    story = forms.CharField(
        label=gettext_lazy("Anything else?"),
        widget=forms.Textarea,
        max_length=200,
        required=False,
    )
    title = TextsFormField(
        label=gettext_lazy("A title in each language"), languages=["en", "es", "ar"]
    )
    sheet = forms.FileField(label=gettext_lazy("A list"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I have talked with my neighbors about it"))


@require_http_methods(FORM_METHODS)
def look(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Only the demo has this page."""
    if not settings.DEMO:
        raise Http404
    form = SampleForm(posted(request))
    if form.is_valid():
        messages.success(request, _("Thank you. We have kept it."))
        return redirect("look")
    return form_page(request, "look.html", form, sample=samples())


def samples() -> dict:
    return {
        "wrong": SampleForm({"name": "x" * 41, "people": "0", "need": "gold"}, prefix="wrong"),
        "share": _("Tell us what our neighborhood needs:\nhttps://example.org/s/7KQ2M9XA"),
        "rows": [
            {"label": _("Food"), "share": 100, "say": "24"},
            {"label": _("A place to live"), "share": 58, "say": "14"},
            {"label": _("Care and company"), "share": 0, "say": "0"},
            {"label": _("Rides"), "share": None, "say": _("fewer than 5")},
        ],
    }
