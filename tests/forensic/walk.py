"""Every page of the project, opened by those whose canaries lie in the database."""

import io
import secrets
import zipfile
from collections.abc import Iterator
from urllib.error import HTTPError

from tests.topology.test_topology import Browser

SHOWING = {
    "accounts:show_identity",
    "accounts:show_my_data",
    "accounts:export_my_data",
    "accounts:card_print",
    "accounts:helping_code",
    "accounts:new_card_code",
    "networks:show_hidden",
    "networks:welcome_words",
    "networks:concern_read",
    "networks:lockdown_part",
    "networks:lockdown_code",
    "resources:loan_notes",
    "resources:said_show",
}
"""What is sealed is shown by POST. Sent after all pages were looked at."""
LAST = "accounts:quick_exit"
OVER = {"note_id": ["loan_id"], "photo_id": ["item_id"]}
"""What stands before it in an address."""
SHOWN_TO_NOBODY = {
    "accounts.Code.email_sealed": "stands in one mail",
    "accounts.Code.display_name_sealed": "shows as a name, once the code is typed",
    "accounts.Session.data_sealed": "is our own note of where somebody was going",
    "accounts.Passkey.credential_sealed": "is compared with what a phone says",
    "needs.Draft.sealed": "shows to the browser that began: see `use`",
    "networks.Departure.who_sealed": "finds in the ledger what is about who left",
    "networks.Recovery.key_sealed": "is what papers open",
    "notices.Subscription.browser_sealed": "is where a message is pushed to",
}
"""Sealed fields that no page shows to anybody signed in, and why."""


def addresses(amina) -> list[tuple[str, str]]:
    """Every URL by its name: for each row with a canary, else for a sample of Amina's."""
    from mutualaid.networks.models import Concern, Hiding, Invitation, Picture, Welcome
    from needs.imports.models import Upload
    from needs.practices.models import Practice
    from resources.imports.models import Said
    from resources.imports.models import Upload as TableUpload
    from resources.models import Loan, LoanNote, Lot, Photo, Slip
    from tests.matrix import load_samples, pages

    load_samples()
    rows = {
        "concern_id": Concern,
        "hiding_id": Hiding,
        "invitation_id": Invitation,
        "loan_id": Loan,
        "lot_id": Lot,
        "note_id": LoanNote,
        "photo_id": Photo,
        "picture_id": Picture,
        "practice_id": Practice,
        "slip_id": Slip,
        "resources:said_id": Said,
        "resources:upload_id": TableUpload,
        "upload_id": Upload,
        "welcome_id": Welcome,
    }
    found = {
        name: [
            {name.rpartition(":")[2]: row.pk}
            | {over: getattr(row, over) for over in OVER.get(name, ())}
            for row in model.objects.all()
        ]
        for name, model in rows.items()
    }
    return [
        (page.name, page.at(page.values(amina, **values)))
        for page in pages()
        for named in [*[""], *[name for name in names_in(page) if name in found]][-1:]
        for values in found.get(named, [{}])
    ]


def names_in(page) -> list[str]:
    """What varies in a URL, as its app calls it and as any may."""
    app = page.name.rpartition(":")[0]
    return [name for part in page.parts for name in (f"{app}:{part}", part)]


class Walker(Browser):
    """Somebody who came in by a link; refusals are pages too."""

    def __init__(self, web: str, link: str) -> None:
        super().__init__()
        self.web = web
        self.get(web + link)
        self.post(web + link)

    def open(self, address: str, data: bytes | None) -> str:
        try:
            answer = self.opener.open(address, data, timeout=60)
        except HTTPError as refused:
            answer = refused
        with answer:
            self.address, self.status = answer.url, answer.status
            content = answer.read()
        if content.startswith(b"PK"):
            file = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(map(file.read, file.namelist()))
        self.page = content.decode(errors="replace")
        return self.page

    def walk(self, pages: list[tuple[str, str]], only_posted: set[str]) -> Iterator[str]:
        """What each page says, but for those that take no GET, which it adds to what is
        ``only_posted``. Raises AssertionError where one breaks."""
        last = [address for name, address in pages if name == LAST]
        for address in [address for name, address in pages if name != LAST]:
            if address not in only_posted:
                yield self.looked_at(self.get(self.web + address), address)
                only_posted |= {address} if self.status == 405 else set()
        batch = secrets.token_urlsafe(32)
        form = self.get(f"{self.web}/look/")
        for address in [address for name, address in pages if name in SHOWING]:
            self.page = form  # its token goes with what is sent
            yield self.looked_at(self.post(self.web + address, batch=batch), address)
        for address in last:
            self.get(self.web + address)

    def looked_at(self, page: str, address: str) -> str:
        assert self.status in {200, 403, 404, 405}, f"{address}: {self.status}"
        return page
