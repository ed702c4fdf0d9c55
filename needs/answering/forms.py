"""Forms that ask questions, and those around them."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mutualaid.codes import clean_code
from mutualaid.forms import CodeField, Form, languages
from needs.answering.receipts import LENGTH
from needs.answering.walk import field_name, key_in
from needs.surveys.fields import AnswerField, TypedField, must_answer
from needs.surveys.kinds import asked
from needs.surveys.kinds.base import Parts, Said
from needs.surveys.models import Question, Response, Survey
from needs.surveys.queries import asked_in


class Place(forms.BoundField):
    """A question whose id is its place in the form: its name, a random number, would outweigh its
    words on a page of many."""

    @property
    def auto_id(self) -> str:
        return f"a{list(self.form.fields).index(self.name)}"


class AnswerForm(Form):
    """Some questions of a survey.

    ``on_paper`` asks for numbers of what is ticked. ``whole`` asks nothing of anyone: what is not
    on the paper, or was not said, cannot be asked for any more.
    """

    mark_optional = False

    def __init__(
        self,
        data=None,
        *,
        questions: list[Question],
        on_paper: bool = False,
        whole: bool = False,
        **options,
    ):
        super().__init__(data, **options)
        self.questions = questions
        for question in questions:
            field = TypedField(question) if on_paper else AnswerField(question)
            field.bound_field_class = Place
            if whole:
                field.required = False
            self.fields[field_name(question)] = field

    def changed(self) -> bool:
        """Whether something was sent for a question that is not asked any more."""
        return any(key_in(name) and name.partition(":")[0] not in self.fields for name in self.data)

    def said(self) -> dict[Question, Said]:
        """The answers, once the form is valid."""
        return {question: self.cleaned_data[field_name(question)] for question in self.questions}

    def typed(self) -> dict[str, Parts]:
        """What stands in the inputs, right or wrong, by the question's id."""
        return {str(question.pk): self[field_name(question)].data for question in self.questions}


class BeginForm(Form):
    """Before the first question: for whom."""

    mark_optional = False

    for_someone_else = forms.BooleanField(
        label=_("I am filling this in for someone else"), required=False
    )
    consent = forms.BooleanField(label=_("They said yes to my writing this down"), required=False)

    def __init__(self, data=None, *, has_answered: bool = False, **options):
        super().__init__(data, **options)
        self.has_answered = has_answered

    def clean(self):
        cleaned = super().clean()
        if self.has_answered and not cleaned.get("for_someone_else"):
            self.add_error(
                "for_someone_else",
                _("You have answered this. Tick this if you now answer for somebody else."),
            )
        if not cleaned.get("for_someone_else"):
            cleaned["consent"] = False
        elif not cleaned.get("consent"):
            self.add_error(
                "consent", _("Please ask them first. Tick this once they have said yes.")
            )
        return cleaned


class ReceiptForm(Form):
    code = CodeField(
        label=_("Your receipt code"),
        help_text=_("Twelve letters and numbers. Capitals and hyphens do not matter."),
    )

    def clean_code(self):
        return clean_code(self.cleaned_data["code"])[:LENGTH]


class WithdrawForm(Form):
    sure = forms.BooleanField(
        label=_("Yes, take my answers out"),
        error_messages={"required": _("Tick this to take your answers out.")},
    )


class SheetsForm(Form):
    """How many paper forms to print."""

    mark_optional = False
    MOST = 100

    count = forms.IntegerField(label=_("How many forms?"), min_value=1, max_value=MOST, initial=10)
    size = forms.ChoiceField(
        label=_("Which paper?"),
        choices=[("a4", _("A4: most of the world")), ("letter", _("Letter: North America"))],
        widget=forms.RadioSelect,
        initial="a4",
    )
    batch = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data=None, *, survey: Survey, **options):
        super().__init__(data, **options)
        spoken = [(code, name) for code, name in languages() if survey.title.get(code)]
        offered = spoken or languages()
        self.fields["speaks"] = forms.ChoiceField(
            label=_("In which language?"),
            choices=offered,
            widget=forms.RadioSelect,
            initial=get_language() if get_language() in dict(offered) else offered[0][0],
            required=False,
        )


class SheetNumberForm(Form):
    number = forms.IntegerField(
        label=_("Number of the sheet"),
        help_text=_("It stands at the top of each page of the paper form."),
        min_value=1,
        max_value=999_999,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "size": 8, "autofocus": True}
        ),
    )


class WrittenDownForm(AnswerForm):
    """What somebody said, whole and with their yes, written down by another.

    It asks what the survey asked in the ``revision`` that was sent with it: an answer belongs to
    the words that were read out, also if others are asked since.
    """

    consent = forms.BooleanField(
        label=_("They know that I write this down, and said yes"),
        error_messages={"required": _("Please ask them first. Tick this once they have said yes.")},
    )

    def __init__(self, data=None, *, survey: Survey, revision: int | None = None, **options):
        sent = (data or {}).get("revision", "")
        if sent.isdecimal() and len(sent) < 8 and 1 <= int(sent) <= survey.revision:
            revision = int(sent)
        self.revision = revision or survey.revision
        questions = asked_in(survey, self.revision)
        super().__init__(data, questions=questions, whole=True, **options)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and all(said.value is None for said in self.said().values()):
            raise ValidationError(_("Nothing is written down yet. Answer at least one question."))
        return cleaned


class HeardForm(WrittenDownForm):
    """How something was heard, that it may be written down, and the questions."""

    way = forms.ChoiceField(
        label=_("Where did you hear it?"),
        choices=[
            (Response.Way.CONVERSATION, _("In a conversation")),
            (Response.Way.MEETING, _("In a meeting")),
        ],
        widget=forms.RadioSelect,
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    field_order = ["way", "consent"]


class DoorForm(WrittenDownForm):
    """The whole survey as a door-knocker's phone sends it: what is not asked is left out."""

    token = forms.CharField(min_length=32, max_length=64)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            for question, said in self.said().items():
                if question.required and said.value is None:
                    self.add_error(field_name(question), must_answer(question))
        return cleaned

    def said(self) -> dict[Question, Said]:
        everything = super().said()
        return {question: everything[question] for question in asked(self.questions, everything)}
