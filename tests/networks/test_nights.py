"""What the night does in each network, whatever is wrong with another."""

from datetime import timedelta

import pytest

from mutualaid.jobs.models import Job
from mutualaid.jobs.services import enqueue, sweep
from mutualaid.networks.models import Network, Suggestion
from mutualaid.networks.nights import InEach
from tests.networks.factories import MemberFactory


@pytest.fixture
def old_suggestions(transactional_db):
    """One in each of three networks, the second of which is on no clock."""
    for _ in range(3):
        member = MemberFactory()
        day = member.network.today() - timedelta(days=60)
        Suggestion.objects.create(
            network=member.network, by=member, kind="x", value={}, made_on=day
        )
    broken = Network.objects.order_by("pk")[1]
    Network.objects.filter(pk=broken.pk).update(time_zone="Mars/Olympus")
    return broken


def test_one_that_is_broken_keeps_no_other_from_forgetting(old_suggestions, caplog):
    enqueue(kind="accounts.forget", subject=None, key="tonight")
    sweep()
    assert Suggestion.objects.get().network == old_suggestions
    job = Job.objects.get(key="tonight")
    assert (job.state, job.error) == ("due", "ZoneInfoNotFoundError"), "it is tried again"
    Network.objects.update(time_zone="UTC")
    Job.objects.filter(pk=job.pk).update(due_at=job.due_at - timedelta(days=1))
    sweep()
    assert not Suggestion.objects.exists()
    assert Job.objects.get(key="tonight").state == "done"


def test_what_failed_halfway_in_a_network_is_not_half_done(old_suggestions):
    def forget_and_fail(*, network):
        network.suggestions.all().delete()
        if network == old_suggestions:
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        InEach(forget_and_fail)()
    assert Suggestion.objects.get().network == old_suggestions
