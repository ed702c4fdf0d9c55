import pytest

from mutualaid.fields import random_id
from mutualaid.networks.lockdown import parts
from mutualaid.networks.lockdown.services.codes import make_code
from mutualaid.networks.lockdown.services.giving import give_parts, have_part, keep_part
from mutualaid.sealed.models import DataKey
from mutualaid.sealed.services import unseal


def given(member):
    """Parts on paper for all who are willing, and what stands on each of these papers."""
    recovery = give_parts(by=member, once=random_id())
    papers = []
    for part in recovery.parts.select_related("holder__key__under").order_by("pk"):
        papers.append(unseal(part, "words", key=part.holder.key))
        have_part(part=part)
    return papers


def shares(papers):
    return [parts.read(paper) for paper in papers]


def typed(papers):
    return {f"part_{number}": paper for number, paper in enumerate(papers, start=1)}


def is_locked(network):
    return not DataKey.objects.get(pk=network.key_id).wrapped


@pytest.fixture
def papers(amina, bo, chen):
    """Amina, Bo and Chen each hold one; any two open the network."""
    for member in (amina, bo, chen):
        keep_part(by=member)
    return given(amina)


@pytest.fixture
def code(papers, bo):
    """Bo's code that locks."""
    return make_code(by=bo, batch="b" * 40)
