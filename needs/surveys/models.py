"""Surveys, and the answers that nobody can trace back (1.1).

=========  ==================================================
state      may become
=========  ==================================================
draft      open (its first opening freezes what was asked)
open       closed
closed     open
=========  ==================================================

A question's meaning is frozen once it can be answered. Changing it ends the question with this
revision and begins another with the next; questions that did not change live on, so that their
answers stay together.

A response says nothing of who, where from or when: its keys are random, receipts and marks are
kept as blind indexes, and nothing else refers to it but a concern about its words.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mutualaid.codes import new_code
from mutualaid.fields import RandomIdField, TextsField
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.models import DataKey
from needs.own_categories.queries import LONGEST_SLUG


class Survey(models.Model):
    """Questions that a network asks its residents."""

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"

    MOVES = {
        State.DRAFT: {State.OPEN},
        State.OPEN: {State.CLOSED},
        State.CLOSED: {State.OPEN},
    }

    id = RandomIdField()
    network = models.ForeignKey(Network, models.CASCADE, related_name="surveys")
    code = models.CharField(max_length=8, unique=True, default=new_code)
    """The short address ``/s/<code>`` and the poster's QR. Not a secret."""
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    title = TextsField()
    introduction = TextsField(blank=True)
    readers = TextsField(blank=True)
    """Who will see the answers, in words; stands beside every question."""
    public_results = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_on = models.DateField(default=timezone.localdate)
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    """Seals the words of its answers."""
    hidden: bool
    """Of those found through `concerns.things`."""

    def __str__(self) -> str:
        return str(self.title)

    @property
    def takes_answers(self) -> bool:
        """What a concern hides takes none, though it is open."""
        return self.state == self.State.OPEN and not self.hidden

    def short_address(self) -> str:
        """The path that a poster's QR leads to."""
        return f"/s/{self.code}/"


class Section(models.Model):
    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField()
    title = TextsField(blank=True)
    introduction = TextsField(blank=True)
    together = models.BooleanField(default=False)
    """Its questions are one tight group: asked on one page."""


class QuestionQuerySet(models.QuerySet):
    def asked_now(self) -> "QuestionQuerySet":
        """Those of the survey's present revision, in the order asked."""
        return self.filter(until_revision=None).order_by("section__position", "position")


class Question(models.Model):
    class Kind(models.TextChoices):
        ONE = "one"
        MANY = "many"
        YES_NO = "yes-no"
        NUMBER = "number"
        SCALE = "scale"
        SHORT = "short"
        LONG = "long"
        DATE = "date"
        GRID = "grid"
        NEEDS = "needs"
        SHARE = "share"

    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=40)
    """Stays the same across revisions; import columns and ``ask_if`` name it."""
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    text = TextsField()
    hint = TextsField(blank=True)
    required = models.BooleanField(default=False)
    required_reason = TextsField(blank=True)
    choices = models.JSONField(default=list, blank=True)
    """``[{"key": "a", "text": {"en": …}}]``: choices, a grid's columns, offered categories."""
    settings = models.JSONField(default=dict, blank=True)
    """By kind: ``other`` (bool), ``unit`` (texts), ``min``, ``max``, ``rows`` (as choices),
    ``low`` and ``high`` (texts at a scale's ends)."""
    ask_if = models.JSONField(null=True, blank=True)
    """``{"question": key, "any": [choice key, …]}``: asked only after such an answer."""
    signals = models.JSONField(default=list, blank=True)
    """What an answer says about needs, besides the needs question: ``{"category": "food",
    "when": ["no"], "urgency": "now"}`` or, for a number of people, ``{"category": "housing",
    "people": true}``."""
    since_revision = models.PositiveIntegerField(default=1)
    until_revision = models.PositiveIntegerField(null=True)
    """The last revision that asked it; null while it is asked."""

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two questions of one key would take each other's answers.
            models.UniqueConstraint(
                fields=["survey", "key"],
                condition=Q(until_revision=None),
                name="one_question_per_key",
            )
        ]

    def __str__(self) -> str:
        return str(self.text)


class Draft(models.Model):
    """Answers on the way, kept at every Continue, sealed under a key only the cookie holds."""

    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="drafts")
    token_index = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    kept_on = models.DateField(default=timezone.localdate)
    """For forgetting it after some weeks; a day, never a time."""


class ResponseQuerySet(models.QuerySet):
    def to_advance(self) -> "ResponseQuerySet":
        """Those that the results do not yet know, or must forget."""
        return self.filter(Q(counted=False) | Q(leaving=True))


class Response(models.Model):
    """One person's or household's answers.

    ``counted`` and ``leaving`` serve the rule that results advance five responses at a time: a
    withdrawn response loses its words and receipt at once, and its ticks with the next advance.
    """

    class Way(models.TextChoices):
        ONLINE = "online"
        PAPER = "paper"
        OFFLINE = "offline"
        CONVERSATION = "conversation"
        MEETING = "meeting"
        IMPORT = "import"

    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    revision = models.PositiveIntegerField()
    way = models.CharField(max_length=12, choices=Way)
    language = models.CharField(max_length=8)
    for_someone_else = models.BooleanField(default=False)
    """Somebody else wrote it down."""
    consent = models.BooleanField(default=False)
    """They said yes to its being written down by somebody else."""
    receipt_index = models.CharField(max_length=64, unique=True, null=True)
    counted = models.BooleanField(default=False)
    leaving = models.BooleanField(default=False)
    run = models.ForeignKey("ImportRun", models.CASCADE, null=True, related_name="responses")

    objects = ResponseQuerySet.as_manager()

    class Meta:
        indexes = [
            # Advancing the results looks for the few that are not counted yet.
            models.Index(
                fields=["survey"],
                condition=Q(counted=False) | Q(leaving=True),
                name="response_to_advance",
            )
        ]
        constraints = [
            # Nobody's words are written down for them without their yes.
            models.CheckConstraint(
                condition=Q(for_someone_else=False) | Q(consent=True), name="consent_of_the_other"
            )
        ]


class AnswerQuerySet(models.QuerySet):
    def with_words(self) -> "AnswerQuerySet":
        """Those whose words may be read: counted, and not withdrawn since."""
        return self.filter(
            words_sealed__isnull=False, response__counted=True, response__leaving=False
        )


class Answer(models.Model):
    """One answer. ``value`` null means "I'd rather not say".

    Shapes by kind: one, yes-no → ``"key"``; many, share → ``["key", …]``; number, scale → number;
    date → ``"2026-11-24"``; grid → ``{"row": "column"}``; needs → ``{"food": {"urgency": "now",
    "people": 3}}``, either of the two may be missing; short, long → ``true``, the words being in
    ``words_sealed`` as are those of "other, please say" and of share.
    """

    id = RandomIdField()
    # The constraint below is its index.
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value = models.JSONField(null=True)
    words_sealed = models.BinaryField(null=True)
    hidden: bool
    """Of those found through `concerns.things`."""

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="one_answer_each")
        ]
        indexes = [
            # Reading the words of one question, page by page.
            models.Index(
                fields=["question", "-id"],
                condition=Q(words_sealed__isnull=False),
                name="answer_words",
            )
        ]


class Mark(models.Model):
    """That a member has answered, so that we do not ask again; not what, and not when."""

    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="marks")
    member_index = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "member_index"], name="one_mark_each")
        ]


class Sheet(models.Model):
    """A printed paper form; its tear-off strip carries the receipt code."""

    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="sheets")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=1)
    """Which questions it asks."""
    receipt_index = models.CharField(max_length=64, null=True)
    """Moves to the response when the sheet is typed in; null says that it was."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_sheet_each")]


class Tally(models.Model):
    """What the counted responses come to: whole (``filter`` empty) or among those who chose one
    answer (``filter`` is ``question id:choice``). Advances five responses at a time."""

    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tallies")
    filter = models.CharField(max_length=80, blank=True)
    responses = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "filter"], name="one_tally_each")]


class Tag(models.Model):
    """A member's note that some words name a kind of need."""

    id = RandomIdField()
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="tags")
    category = models.CharField(max_length=LONGEST_SLUG)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "category"], name="one_tag_each")]


class ImportRun(models.Model):
    """One import, so that it can be undone."""

    id = RandomIdField()
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="imports")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    made_on = models.DateField(default=timezone.localdate)
    made_survey = models.BooleanField(default=False)
    summary = models.JSONField(default=dict)
