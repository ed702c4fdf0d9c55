from resources.purse.models import Slip
from tests.matrix import sample
from tests.networks.factories import MemberFactory
from tests.resources.factories import given, wanted


@sample("resources:slip_id")
def slip(amina):
    """Of Amina, waiting."""
    given(amina)
    return wanted(amina).pk


@sample("resources:slip_confirm:slip_id")
def of_another(amina):
    given(amina)
    return wanted(MemberFactory(network=amina.network)).pk


@sample("resources:slip_receipt:slip_id")
def with_receipt(amina):
    return given(amina, receipt=b"a picture").pk


@sample("resources:purse_correct:entry_id")
def entry(amina):
    return Slip.objects.get(pk=given(amina).pk).entry_id
