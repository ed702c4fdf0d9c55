"""How a canary comes into each sealed field: through the services that pages call."""

from typing import Any
from zoneinfo import ZoneInfo

from mutualaid.accounts.helpers.services import ask_for_card, name_helper
from mutualaid.accounts.models import Session
from mutualaid.accounts.services import create_user
from mutualaid.accounts.sessions import SessionStore
from mutualaid.accounts.signing_in.services import request_code
from mutualaid.fields import random_id
from mutualaid.networks.company.services import ask_for_welcome, welcome
from mutualaid.networks.concerns.services import answer, ask, end, propose, raise_concern
from mutualaid.networks.concerns.services import word as put_into_words
from mutualaid.networks.departures import who_was
from mutualaid.networks.hiding.services import hide
from mutualaid.networks.joining.services import knock, make_poster
from mutualaid.networks.lockdown.services.giving import give_parts, keep_part
from mutualaid.networks.models import Concern, Member
from mutualaid.networks.pictures.services import keep_picture
from mutualaid.networks.services import leave
from mutualaid.networks.standing.services import vouch
from mutualaid.notices.services import subscribe
from mutualaid.sealed.keys import opened
from mutualaid.sealed.services import unseal
from needs.answering import drafts
from needs.answering.drafts import Kept
from needs.answering.services import fill_in, keep_response
from needs.imports.queries import Content
from needs.imports.services import keep_upload
from needs.pledges.services import pledge
from needs.posts.services import end_need, post_need
from needs.practices.models import Practitioner
from needs.practices.services import list_practice, withdraw
from needs.results.services import advance
from resources.asks.services import ask as ask_for
from resources.asks.services import limit_asks, say_yes
from resources.items.services import add_photo, share_item, take_out
from resources.loans.services import asking, handing, waiting
from resources.loans.slots import of_days
from tests.accounts.factories import PasskeyFactory, UserFactory
from tests.needs.factories import SurveyFactory
from tests.needs.imports.factories import table_of
from tests.networks.factories import MemberFactory, NetworkFactory
from tests.resources.factories import given, lot_of, taken
from tests.resources.imports.factories import What, brought_in_by
from tests.resources.imports.factories import upload_of as things_to_bring_in

from .seed import seed


class Cast:
    """A network of six, and a survey."""

    def __init__(self) -> None:
        self.network = NetworkFactory(name="Millbrook", slug="millbrook")
        names = ["Amina", "Bo", "Chen", "Dov", "Eli", "Nour"]
        self.members = [
            MemberFactory(network=self.network, user__display_name=name) for name in names
        ]
        self.amina, self.bo = self.members[:2]
        self.people = [member.user for member in self.members]
        street = {"kind": "short", "key": "street", "text": "What do you call this street?"}
        self.survey = SurveyFactory(network=self.network, by=self.amina, questions=[street])
        knock(user=UserFactory(), network=self.network, name="canary-knock-2b7d")
        gone = MemberFactory(network=self.network, name="canary-gone-9e41")
        leave(member=gone)
        ends = ["canary-knock-2b7d", "canary-gone-9e41"]
        self.told: dict[str, Any] = {"ends": ends, "survey": self.survey.short_address()}
        self.begin_what_ends()

    def begin_what_ends(self) -> None:
        """What rules of the page of what is kept take out, and no canary or sample begins."""
        holder, helper, *_others = self.people
        name_helper(holder=holder, helper=helper)
        ask_for_card(helper=holder.helpers.get())
        known = MemberFactory(network=self.network, vouches_needed=None)
        for member in self.members:
            vouch(by=member, about=known)
        end_need(need=needed(self), state="met")
        take_out(item=shared(self))
        withdraw(practice=practiced(self), own=Practitioner.objects.filter(member=self.amina))
        asking.take_back(loan=borrowed(self))
        drill = shared(self, kind="tool", level="")
        zone, today = ZoneInfo(self.network.time_zone), self.network.today()
        slot = of_days(today, today, zone)
        asking.ask_for(item=drill, by=self.bo, slot=slot, circle=None, words="", contact="")
        waiting.wait_for(item=drill, by=self.members[2], slot=slot)

    def newcomer(self) -> Member:
        member = MemberFactory(network=self.network, vouches_needed=None)
        self.people.append(member.user)
        return member


@seed("accounts.User.email_sealed")
def email(cast, word):
    fay = create_user(display_name="Fay", language="en", email=f"{word}@example.org")
    cast.people.append(fay)
    return word


@seed("accounts.User.sign_in_name_sealed")
def sign_in_name(cast, word):
    gus = create_user(display_name="Gus", language="en")
    cast.people.append(gus)
    return unseal(gus, "sign_in_name", key=gus.key)


@seed("accounts.Code.email_sealed")
def code_email(cast, word):
    request_code(email=f"{word}@example.org", language="en")
    return word


@seed("accounts.Code.display_name_sealed")
def code_name(cast, word):
    request_code(email="new@example.org", language="en", display_name=word)
    return word


@seed("accounts.Session.data_sealed")
def session(cast, word):
    store = SessionStore()
    store["next"] = word
    store.create()
    return word


@seed("accounts.Passkey.credential_sealed")
def passkey(cast, word):
    made = PasskeyFactory(user=cast.amina.user)
    return unseal(made, "credential", key=cast.amina.user.key)


@seed("networks.Invitation.code_sealed")
def poster(cast, word):
    made = make_poster(by=cast.amina, once=random_id(), uses=20, days=30)
    return unseal(made, "code", key=cast.network.key)


@seed("networks.Hiding.name_sealed")
def hidden(cast, word):
    hide(by=cast.amina, name=word)
    return word


@seed("networks.Welcome.words_sealed")
def how_to_meet(cast, word):
    newcomer = cast.newcomer()
    ask_for_welcome(newcomer=newcomer)
    welcome(by=cast.amina, welcome=newcomer.welcome, words=word)
    return word


def concern(cast, word, **told):
    about = {"named": "Bo", "account": "Noise"} | told
    return raise_concern(by=cast.amina, once=random_id(), **about)


@seed("networks.Concern.named_sealed")
def named(cast, word):
    concern(cast, word, named=word)
    return word


@seed("networks.Concern.account_sealed")
def account(cast, word):
    concern(cast, word, account=word)
    return word


@seed("networks.Departure.who_sealed")
def departed(cast, word):
    gone = MemberFactory(network=cast.network, name=word)
    user = gone.user
    leave(member=gone)
    [was] = who_was(user)
    return was.marks[0]


@seed("networks.Concern.question_sealed")
def question(cast, word):
    ask(by=concern(cast, word).panel.first(), question=word)
    return word


@seed("networks.Concern.answer_sealed")
def answered(cast, word):
    asked = concern(cast, word)
    answer(by=asked.about, concern=asked, answer=word)
    return word


@seed("networks.Concern.outcome_sealed")
def outcome(cast, word):
    raised = concern(cast, word, named="Nobody")
    for seat in raised.panel.all():
        propose(by=seat, proposal="nothing")
    one, two, *_others = raised.panel.all()
    put_into_words(by=one, outcome=word)
    raised.refresh_from_db()
    end(by=two, wording=raised.wording)
    assert Concern.objects.get(pk=raised.pk).outcome_sealed
    return word


@seed("needs.Answer.words_sealed")
def words(cast, word):
    said = {cast.survey.questions.get(): (True, word)}
    for number in range(5):  # fewer are shown to nobody
        token = str(number) * 40
        keep_response(
            fill_in(survey=cast.survey, token=token, answers=said, language="en", way="online")
        )
    advance(survey_id=cast.survey.pk)
    return word


@seed("needs.Draft.sealed")
def draft(cast, word):
    drafts.new_draft(cast.survey, "token" * 8, Kept(cast.survey.revision, answers={"1": [word]}))
    return word


@seed("needs.Upload.content_sealed")
def upload(cast, word):
    table = table_of(f"question,kind\n{word},yes-no\n")
    keep_upload(by=cast.amina, content=Content(language="en", questions=table))
    return word


def needed(cast, **told):
    return post_need(
        network=cast.network,
        by=cast.amina,
        once=random_id(),
        **{"category": "food", "title": "Soup", "words": "", "contact": "", "address": ""}
        | {"urgency": "later"}
        | told,
    )


@seed("needs.Need.words_sealed")
def needed_words(cast, word):
    needed(cast, words=word)
    return word


@seed("needs.Need.contact_sealed")
def needed_contact(cast, word):
    needed(cast, contact=word)
    return word


@seed("needs.Need.address_sealed")
def needed_address(cast, word):
    needed(cast, address=word)
    return word


@seed("needs.Pledge.words_sealed")
def pledged_words(cast, word):
    pledge(need=needed(cast), by=cast.bo, quantity=1, words=word, contact="555")
    return word


@seed("needs.Pledge.contact_sealed")
def pledged_contact(cast, word):
    pledge(need=needed(cast), by=cast.bo, quantity=1, words="", contact=word)
    return word


def practiced(cast, **told):
    return list_practice(
        by=cast.amina,
        once=random_id(),
        **{"takes_part": True, "members": [], "others": [], "category": "meals", "title": "Soup"}
        | {"words": "", "place": "", "times": "", "audience": "members", "left_alone": False}
        | told,
    )


@seed("needs.Practice.words_sealed")
def practiced_words(cast, word):
    practiced(cast, words=word)
    return word


@seed("needs.Practice.place_sealed")
def practiced_place(cast, word):
    practiced(cast, place=word)
    return word


@seed("needs.Practice.times_sealed")
def practiced_times(cast, word):
    practiced(cast, times=word)
    return word


@seed("needs.Practitioner.name_sealed")
def practitioner(cast, word):
    practiced(cast, others=[word])
    return word


@seed("resources.Upload.content_sealed")
def things_on_their_way(cast, word):
    things_to_bring_in(cast.amina, f"What it is\n{word}\n")
    return word


def said(cast, **told):
    row = {"who": "Rosa", "contact": "555", "words": "", "name": "Soup"} | told
    text = "Your name,Phone,Comments,What can you offer?\n"
    text += "{who},{contact},{words},{name}\n".format(**row)
    brought_in_by(cast.amina, text, What.OTHERS)


@seed("resources.Said.who_sealed")
def said_by_whom(cast, word):
    said(cast, who=word)
    return word


@seed("resources.Said.contact_sealed")
def said_reachable(cast, word):
    said(cast, contact=word)
    return word


@seed("resources.Said.words_sealed")
def said_words(cast, word):
    said(cast, words=word)
    return word


@seed("resources.SaidOffer.name_sealed")
def said_name(cast, word):
    said(cast, name=word)
    return word


@seed("resources.Lot.place_sealed")
def place_of_goods(cast, word):
    lot_of(cast.amina, place=word)
    return word


@seed("resources.StockNote.words_sealed")
def project(cast, word):
    lot = lot_of(cast.amina)
    taken(cast.bo, lot, way="project", words=word, named=True)
    return word


@seed("resources.Slip.words_sealed")
def purpose(cast, word):
    given(cast.amina, words=word)
    return word


@seed("resources.Slip.receipt_sealed")
def receipt(cast, word):
    given(cast.amina, receipt=word.encode())
    return word


def shared(cast, **told):
    told = {"kind": "skill", "level": "can", "category": "language", "name": "Letters"} | told
    return share_item(
        by=cast.amina, once=random_id(), conditions=told.pop("conditions", ""), **told
    )


@seed("resources.Item.conditions_sealed")
def conditions(cast, word):
    shared(cast, conditions=word)
    return word


@seed("resources.Photo.large_sealed")
def large_photo(cast, word):
    add_photo(item=shared(cast), large=word.encode(), small=b"small")
    return word


@seed("resources.Photo.small_sealed")
def small_photo(cast, word):
    add_photo(item=shared(cast), large=b"large", small=word.encode())
    return word


def asked_for(cast, **told):
    told = {"words": "A letter", "contact": "555"} | told
    limit_asks(member=cast.amina, a_month=None)
    return ask_for(item=shared(cast), by=cast.bo, wanted_on=cast.network.today(), **told)


@seed("resources.Ask.words_sealed")
def asked_words(cast, word):
    asked_for(cast, words=word)
    return word


@seed("resources.Ask.contact_sealed")
def asked_contact(cast, word):
    asked_for(cast, contact=word)
    return word


@seed("resources.Ask.answer_sealed")
def answered_words(cast, word):
    say_yes(ask=asked_for(cast), words=word, contact="555")
    return word


@seed("resources.Ask.answer_contact_sealed")
def answered_contact(cast, word):
    say_yes(ask=asked_for(cast), words="", contact=word)
    return word


def borrowed(cast, **told):
    drill = shared(cast, kind="tool", level="", category="hand-tools")
    today, zone = cast.network.today(), ZoneInfo(cast.network.time_zone)
    told = {"words": "Shelves", "contact": "555"} | told
    return asking.ask_for(
        item=drill, by=cast.bo, slot=of_days(today, today, zone), circle=None, **told
    )


@seed("resources.Loan.words_sealed")
def loan_words(cast, word):
    borrowed(cast, words=word)
    return word


@seed("resources.Loan.contact_sealed")
def loan_contact(cast, word):
    borrowed(cast, contact=word)
    return word


@seed("resources.Loan.answer_sealed")
def lent_words(cast, word):
    asking.agree(loan=borrowed(cast), by=cast.amina, words=word, contact="555")
    return word


@seed("resources.Loan.answer_contact_sealed")
def lent_contact(cast, word):
    asking.agree(loan=borrowed(cast), by=cast.amina, words="", contact=word)
    return word


def noted(cast, **told):
    loan = borrowed(cast)
    asking.agree(loan=loan, by=cast.amina, words="", contact="555")
    handing.hand_over(loan=loan, by=cast.bo, **told)


@seed("resources.LoanNote.words_sealed")
def note_words(cast, word):
    noted(cast, words=word)
    return word


@seed("resources.LoanNote.picture_sealed")
def note_picture(cast, word):
    noted(cast, picture=word.encode())
    return word


def recovery(cast):
    if not cast.network.recoveries.exists():
        for keeper in cast.members[:4]:
            keep_part(by=keeper)
        give_parts(by=cast.amina, once=random_id())
    return cast.network.recoveries.get()


@seed("networks.Recovery.key_sealed")
def network_key(cast, word):
    recovery(cast)
    return opened(cast.network.key).hex()


@seed("networks.Part.words_sealed")
def paper(cast, word):
    part = recovery(cast).parts.first()
    return unseal(part, "words", key=part.holder.key)


@seed("networks.Picture.large_sealed")
def large_picture(cast, word):
    keep_picture(of=cast.amina, large=word.encode(), small=b"small")
    return word


@seed("networks.Picture.small_sealed")
def small_picture(cast, word):
    keep_picture(of=cast.bo, large=b"large", small=word.encode())
    return word


@seed("notices.Subscription.browser_sealed")
def browser(cast, word):
    store = SessionStore()
    store.create()
    session = Session.objects.get(digest=store.digest)
    subscribe(
        session=session,
        user=cast.amina.user,
        browser={"endpoint": f"https://push.example.org/{word}", "p256dh": "k", "auth": "a"},
    )
    return word
