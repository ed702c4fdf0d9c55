from needs.board.models import SavedFilter
from needs.imports.models import Upload
from needs.pledges.models import Pledge
from needs.posts.models import Need
from needs.surveys.models import (
    Answer,
    Draft,
    ImportRun,
    Mark,
    Question,
    Response,
    Section,
    Sheet,
    Survey,
    Tag,
    Tally,
)
from needs.turns.models import NeedTurn

__all__ = [
    "Answer",
    "Draft",
    "ImportRun",
    "Mark",
    "Need",
    "NeedTurn",
    "Pledge",
    "Question",
    "Response",
    "SavedFilter",
    "Section",
    "Sheet",
    "Survey",
    "Tag",
    "Tally",
    "Upload",
]
