"""From what was uploaded and agreed so far to what an import would do."""

import json
from dataclasses import asdict, dataclass, field
from functools import cached_property

from mutualaid.networks.models import Network
from mutualaid.sealed.keys import blind_index
from mutualaid.sealed.services import unseal
from mutualaid.spreadsheets.reader import Table
from needs.imports import mapping
from needs.imports.mapping import LEAVE, Column, Draft
from needs.imports.meaning import guess
from needs.imports.models import Upload
from needs.imports.questions import Asked, Form, Part, read_forms
from needs.surveys.kinds import kind_of
from needs.surveys.kinds.grid import Grid
from needs.surveys.models import ImportRun, Survey


@dataclass
class Content:
    """What an upload holds: tables as JSON, and what the member chose so far."""

    language: str
    questions: str = ""
    answers: str = ""
    survey: int | None = None
    """The survey that is there already, if the answers are for one."""
    form: int | None = None
    """Which form of several; None while it is open, or for each of them."""
    titles: dict[str, str] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)
    """By the place of the column."""
    day_first: dict[str, bool] = field(default_factory=dict)
    signals: dict[str, str] = field(default_factory=dict)
    """By form, key of the question and guessed category: the category, or nothing."""
    agreed: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def content_of(upload: Upload) -> Content:
    return Content(**json.loads(unseal(upload, "content", key=upload.key)))


class Plan:
    """What an import would do with some tables, under the choices made so far."""

    def __init__(self, content: Content, survey: Survey | None = None) -> None:
        self.content, self.survey = content, survey

    @cached_property
    def answers(self) -> Table | None:
        return Table.from_json(self.content.answers) if self.content.answers else None

    @cached_property
    def all_forms(self) -> list[Form]:
        """The forms of the file; of a survey that is there; or one that columns will fill."""
        if self.content.questions:
            forms = read_forms(Table.from_json(self.content.questions))
            for form in forms:
                for question in form.questions():
                    question.signals = guess(question)
            return forms
        return [form_of(self.survey) if self.survey else Form()]

    @property
    def chosen(self) -> list[Form]:
        if self.content.form is None:
            return self.all_forms
        return [self.all_forms[self.content.form]]

    def drafts(self) -> list[Draft]:
        """What would come in, one a form; answers go to the only one. Works once."""
        for number, form in enumerate(self.chosen):
            form.title = self.content.titles.get(str(number), form.title)
            for question in form.questions():
                question.signals = self._agreed(number, question)
        uses = {column.place: column.use for column in self.columns}
        if self.content.agreed:
            # A question may have been removed since: its column is left out, and named.
            uses = {
                int(place): use if use in self.asks or use.startswith("new:") else LEAVE
                for place, use in self.content.uses.items()
            }
        first = {int(place): first for place, first in self.content.day_first.items()}
        reasons = {column.place: column.why for column in self.columns if column.why}
        return [
            mapping.draft(form, self.answers, uses, day_first=first, reasons=reasons)
            for form in self.chosen
        ]

    def _agreed(self, number: int, question: Asked) -> list[dict]:
        """What a question says about needs, under the categories that the member chose."""
        signals = []
        for signal in question.signals:
            guessed = signal["category"]
            category = self.content.signals.get(f"{number}.{question.key}.{guessed}", guessed)
            if category:
                signals.append(signal | {"category": category})
        return signals

    @property
    def must_choose(self) -> bool:
        """Answers belong to one form, so of several one must be chosen."""
        return len(self.all_forms) > 1 and self.content.form is None and bool(self.answers)

    @cached_property
    def columns(self) -> list[Column]:
        if self.answers is None:
            return []
        return mapping.guess_columns(self.answers, self.chosen[0].questions())

    @cached_property
    def by_key(self) -> dict[str, Asked]:
        return {question.key: question for question in self.chosen[0].questions()}

    @cached_property
    def asks(self) -> list[str]:
        """Uses that answer a question; a grid's rows one by one."""
        return [
            use
            for question in self.by_key.values()
            for use in (
                [f"ask:{question.key}|{key}" for key, _text in question.rows]
                or [f"ask:{question.key}"]
            )
        ]

    @cached_property
    def free(self) -> list[str]:
        """Uses of questions that no column asks for."""
        taken = {column.matched for column in self.columns}
        return [use for use in self.asks if use not in taken]


def file_index(network: Network, content: Content) -> str:
    """Finds an earlier import of the same answers, or questions, and tells nothing of them."""
    return blind_index("import", content.answers or content.questions, key=network.key)


def same_before(network: Network, plan: Plan) -> ImportRun | None:
    """The last import of the same file that was not undone."""
    file = file_index(network, plan.content)
    runs = ImportRun.objects.filter(survey__network=network, summary__file=file)
    return runs.order_by("made_on", "pk").last()


def form_of(survey: Survey) -> Form:
    """A survey that is there, as if it came from a file."""
    form = Form(title=str(survey.title), parts=[Part("")])
    for question in survey.questions.asked_now():
        form.keys.add(question.key)
        kind = kind_of(question)
        form.parts[0].questions.append(
            Asked(
                line=0,
                key=question.key,
                kind=question.kind,
                text=str(question.text),
                choices=[(choice.key, choice.text) for choice in kind.choices()],
                rows=[(row.key, row.text) for row in kind.rows()] if isinstance(kind, Grid) else [],
                settings=question.settings,
                columns=dict.fromkeys(question.text.values(), ""),
            )
        )
    return form
