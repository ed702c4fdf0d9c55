import pytest

from assemblies.urn.ballots import Question, by_line, open_urn
from assemblies.urn.tellers import make_urn, new_paper
from mutualaid.networks.lockdown import parts


def read(papers):
    return [parts.read(paper) for paper in papers]


def opened(urn, papers, question, ballots):
    return open_urn(urn, papers, question=question, ballots=ballots, count=by_line)


def with_tellers(given, *, needed):
    """An urn, and the words on its tellers' papers."""
    papers, public = zip(*(new_paper() for _teller in range(given)), strict=True)
    return make_urn(tellers=public, needed=needed), papers


@pytest.fixture(scope="session")
def made():
    return with_tellers(5, needed=3)


@pytest.fixture
def urn(made):
    """Any three of five tellers open it."""
    return made[0]


@pytest.fixture
def papers(made):
    return made[1]


@pytest.fixture
def enough(papers):
    return read(papers[:3])


@pytest.fixture
def stances():
    """Agree, reservation, stand aside or block."""
    return Question(id=812, version=2, lines=1, marks=4)
