from resources.loans.models import LoanNote
from resources.loans.services.handing import hand_over
from tests.matrix import sample
from tests.networks.factories import MemberFactory
from tests.resources.factories import ItemFactory, asked_for, handed, promised


def lent_by(amina, make=asked_for):
    """Something of Amina's, to somebody else."""
    return make(ItemFactory(by=amina), MemberFactory(network=amina.network))


def borrowed_by(amina, make=asked_for):
    """Something of somebody else's, to Amina."""
    return make(ItemFactory(by=MemberFactory(network=amina.network)), amina)


@sample("resources:loan_id")
def loan(amina):
    return lent_by(amina).pk


for name in ("loan_take_back", "loan_keep"):

    @sample(f"resources:{name}:loan_id")
    def borrowed(amina):
        return borrowed_by(amina, handed).pk


for name in ("loan_hand_over", "loan_contact"):

    @sample(f"resources:{name}:loan_id")
    def promised_to(amina):
        return lent_by(amina, promised).pk


for name in ("loan_return", "loan_notes"):

    @sample(f"resources:{name}:loan_id")
    def out(amina):
        return lent_by(amina, handed).pk


@sample("resources:loan_picture:loan_id")
def pictured(amina):
    LoanNote.objects.all().delete()
    loan = lent_by(amina, handed)
    hand_over(loan=loan, by=amina, picture=b"picture")
    return loan.pk


@sample("resources:note_id")
def note(amina):
    """Of the loan with a picture that was made for it."""
    return LoanNote.objects.get(by=amina, picture_sealed__isnull=False).pk


def things_of_others(amina):
    """What Amina can ask for."""
    return ItemFactory(by=MemberFactory(network=amina.network))


for name in ("loan_ask", "item_wait", "item_wait_end", "item_calendar"):

    @sample(f"resources:{name}:item_id")
    def thing(amina):
        return things_of_others(amina).pk
