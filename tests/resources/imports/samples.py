from resources.imports.services import invite
from tests.matrix import sample
from tests.resources.imports.factories import brought_in_by, said_to, upload_of


@sample("resources:upload_id")
def upload(amina):
    return upload_of(amina).pk


@sample("resources:run_id")
def run(amina):
    return brought_in_by(amina).pk


@sample("resources:said_id")
def said(amina):
    return said_to(amina).pk


@sample("resources:offer_id")
def said_before(amina):
    """Amina came in by the link that she was sent for it."""
    said = said_to(amina)
    invite(by=amina, said=said)
    said.refresh_from_db()
    amina.via = said.invitation
    amina.save(update_fields=["via"])
    return said.offers.first().pk


@sample("resources:extension")
def extension(amina):
    return "csv"
