from needs.imports.models import Upload
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

__all__ = [
    "Answer",
    "Draft",
    "ImportRun",
    "Mark",
    "Question",
    "Response",
    "Section",
    "Sheet",
    "Survey",
    "Tag",
    "Tally",
    "Upload",
]
