"""Coming in by a code, by a password and by a link, and who stays out."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from mutualaid.accounts.models import Code, Count, Session, SignInLink, User
from mutualaid.accounts.services import create_user, forget_what_ended
from mutualaid.accounts.signing_in.services import sign_in_link
from mutualaid.sealed.models import SERVER, Access, DataKey
from mutualaid.sealed.services import unseal
from mutualaid.settings import security
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "Amina@Example.org"
PASSWORD = "correct horse battery"
SIGN_IN, SIGN_UP = reverse("accounts:sign_in"), reverse("accounts:sign_up")
CHECK, ME = reverse("accounts:check_code"), reverse("accounts:me")
WITH_PASSWORD = reverse("accounts:sign_in_with_password")
WITHOUT_EMAIL = reverse("accounts:sign_up_without_email")


@pytest.fixture
def known(db):
    return UserFactory(display_name="Amina", email=ADDRESS, password=PASSWORD)


def signed_in_as(client):
    """Who a browser is signed in as; None for a visitor."""
    page = client.get(ME)
    return page.context["user"] if page.status_code == 200 else None


def test_sign_in_by_a_code(client, known, mailed_code):
    assert client.post(SIGN_IN, {"email": ADDRESS.lower()})["Location"] == CHECK
    assert client.post(CHECK, {"code": mailed_code()})["Location"] == ME
    assert signed_in_as(client) == known
    assert not Code.objects.exists()


def test_the_code_may_be_typed_in_groups_and_in_other_digits(client, known, mailed_code):
    client.post(SIGN_IN, {"email": ADDRESS})
    code = mailed_code()
    arabic = code.translate({ord(str(digit)): 0x0660 + digit for digit in range(10)})
    client.post(CHECK, {"code": f" {arabic[:4]}-{arabic[4:]} "})
    assert signed_in_as(client) == known


def test_a_code_works_once_and_in_the_browser_that_asked(client, client_class, known, mailed_code):
    client.post(SIGN_IN, {"email": ADDRESS})
    code = mailed_code()
    stranger = client_class()
    assert stranger.post(CHECK, {"code": code})["Location"] == SIGN_IN
    session = client.session
    asked = session["accounts.code"]
    client.post(CHECK, {"code": code})
    assert signed_in_as(client) == known

    again = stranger.session
    again["accounts.code"] = asked
    again.save()
    stranger.cookies["session"] = again.session_key
    assert stranger.post(CHECK, {"code": code}).status_code == 422


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


def test_a_code_ends_after_ten_minutes(client, known, mailed_code, time_machine):
    client.post(SIGN_IN, {"email": ADDRESS})
    code = mailed_code()
    time_machine.move_to(timezone.now() + timedelta(minutes=10, seconds=1))
    assert client.post(CHECK, {"code": code}).status_code == 422
    assert signed_in_as(client) is None


def test_five_tries_then_the_right_code_is_refused_too(client, known, mailed_code):
    client.post(SIGN_IN, {"email": ADDRESS})
    code = mailed_code()
    wrong = f"{(int(code) + 1) % 10**8:08}"
    for _ in range(5):
        assert client.post(CHECK, {"code": wrong}).status_code == 422
    assert client.post(CHECK, {"code": code}).status_code == 422
    client.post(SIGN_IN, {"email": ADDRESS})
    client.post(CHECK, {"code": mailed_code()})
    assert signed_in_as(client) == known


def test_the_mail_tells_nothing_on_a_locked_phone(client, known, mailed):
    client.post(SIGN_IN, {"email": ADDRESS})
    (sent,) = mailed()
    assert sent.to == [ADDRESS]
    assert sent.subject == "The code you asked for"
    assert sent.extra_headers["Message-ID"].endswith("@localhost>")


def test_an_unknown_address_is_told_by_mail_how_to_sign_up(client, mailed):
    client.post(SIGN_IN, {"email": "nobody@example.org"})
    (sent,) = mailed()
    assert "http://localhost:8000/sign-up/" in sent.body
    assert sent.subject == "The code you asked for"
    code = Code.objects.get()
    for typed in ("00000000", "12345678"):
        assert client.post(CHECK, {"code": typed}).status_code == 422
    assert code.user is None


def test_an_unknown_address_cannot_guess_its_way_in(client):
    from mutualaid.accounts.signing_in.services import digits

    client.post(SIGN_IN, {"email": "nobody@example.org"})
    assert client.post(CHECK, {"code": digits(Code.objects.get())}).status_code == 422
    assert not User.objects.exists()


def test_sign_up_by_a_code(client, mailed_code):
    client.post(SIGN_UP, {"display_name": "  Bo   the  baker ", "email": "bo@example.org"})
    assert not User.objects.exists()
    assert client.post(CHECK, {"code": mailed_code()})["Location"] == ME
    user = User.objects.get()
    assert signed_in_as(client) == user
    assert user.display_name == "Bo the baker"
    assert unseal(user, "email", key=user.key) == "bo@example.org"
    assert not user.has_usable_password()


@pytest.mark.parametrize("asking", [SIGN_IN, SIGN_UP])
def test_another_code_is_asked_for_where_the_first_was(client, asking):
    client.post(asking, {"display_name": "Bo", "email": "bo@example.org", "next": "/join/"})
    assert f'href="{asking}?next=%2Fjoin%2F"' in client.get(CHECK).text


def test_sign_up_with_a_known_address_signs_in_to_its_account(client, known, mailed_code):
    client.post(SIGN_UP, {"display_name": "Somebody", "email": ADDRESS})
    client.post(CHECK, {"code": mailed_code()})
    assert signed_in_as(client) == known
    assert User.objects.get().display_name == "Amina"
    assert not client.session.is_first_visit, "nothing waits until tomorrow for whom we know"


def test_two_sign_ups_at_once_make_one_account(client, client_class, mailed, mailed_code):
    other = client_class()
    client.post(SIGN_UP, {"display_name": "Bo", "email": "bo@example.org"})
    first = mailed_code()
    other.post(SIGN_UP, {"display_name": "Bo", "email": "BO@example.org"})
    second = mailed_code()
    client.post(CHECK, {"code": first})
    other.post(CHECK, {"code": second})
    assert signed_in_as(client) == signed_in_as(other) == User.objects.get()


def test_sign_up_without_email(client):
    page = client.post(
        WITHOUT_EMAIL,
        {"display_name": "Bo", "password": PASSWORD, "password_again": PASSWORD},
        follow=True,
    )
    user = User.objects.get()
    name = unseal(user, "sign_in_name", key=user.key)
    assert f"{name[:4]}-{name[4:]}" in page.text
    write_down = page.request["PATH_INFO"]
    assert name[4:] in client.get(write_down).text, "also after a reload"
    assert client.post(write_down, {"next": "/start/"})["Location"] == "/start/"
    assert client.get(write_down)["Location"] == ME, "told once"
    client.post(reverse("accounts:sign_out"))
    typed = f"{name[:4]} {name[4:].lower()}"
    client.post(WITH_PASSWORD, {"known_as": typed, "password": PASSWORD})
    assert signed_in_as(client) == user


def test_who_finds_that_they_have_no_email_keeps_the_name_they_typed(client):
    assert f'formaction="{WITHOUT_EMAIL}"' in client.get(SIGN_UP).text
    page = client.post(WITHOUT_EMAIL, {"display_name": "Bo", "email": "", "next": "/join/"})
    assert page.status_code == 200
    assert 'value="Bo"' in page.text
    assert 'name="next" value="/join/"' in page.text
    assert not User.objects.exists()


def test_sign_in_with_a_password(client, known):
    page = client.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": "something else"})
    assert page.status_code == 422
    assert ADDRESS in page.text
    assert "something else" not in page.text
    client.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": PASSWORD})
    assert signed_in_as(client) == known


def test_a_password_is_taken_exactly_as_typed(client, client_class):
    typed = " Ñandú \u2066four\u2069  words "
    both = {"password": typed, "password_again": typed}
    client.post(WITHOUT_EMAIL, {"display_name": "Bo"} | both)
    user = User.objects.get()
    name = unseal(user, "sign_in_name", key=user.key)
    for other in (typed.strip(), typed.lower(), typed.replace("\u2066", ""), typed[:-1]):
        stranger = client_class()
        stranger.post(WITH_PASSWORD, {"known_as": name, "password": other})
        assert signed_in_as(stranger) is None
    known = client_class()
    known.post(WITH_PASSWORD, {"known_as": name, "password": typed})
    assert signed_in_as(known) == user


def test_a_password_never_runs_out(client, known, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=3650))
    answer = client.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": PASSWORD})
    assert answer["Location"] == ME
    assert signed_in_as(client) == known


def test_what_stands_in_the_address_is_not_taken_for_what_was_sent(client, known):
    address = f"{WITH_PASSWORD}?{urlencode({'known_as': ADDRESS, 'password': PASSWORD})}"
    assert client.get(address).status_code == 200
    assert client.post(address, {"known_as": "", "password": ""}).status_code == 422
    assert signed_in_as(client) is None


@pytest.mark.parametrize("page", ["sign_in", "sign_in_with_password", "sign_in_with_card"])
def test_no_way_in_asks_a_secret_question(client, page):
    names = set(re.findall(r'name="(\w+)"', client.get(reverse(f"accounts:{page}")).text))
    around = {"csrfmiddlewaretoken", "next", "language", "viewport", "shared", "answer"}
    assert names & {"email", "known_as", "code"}
    assert names - around <= {"email", "known_as", "password", "code"}


def test_a_password_is_slowly_hashed(client, settings):
    """By what a real server uses; the tests' own is quick."""
    settings.PASSWORD_HASHERS = security.PASSWORD_HASHERS
    both = {"password": PASSWORD, "password_again": PASSWORD}
    client.post(WITHOUT_EMAIL, {"display_name": "Bo"} | both)
    _argon2, kind, _version, costs, *_ = User.objects.get().password.split("$")
    memory, rounds, _threads = (int(cost.partition("=")[2]) for cost in costs.split(","))
    assert kind == "argon2id"
    assert memory >= 19 * 1024, "KiB: the least that OWASP asks for"
    assert rounds >= 2


def test_an_account_without_a_password_takes_none(client):
    UserFactory(email="bo@example.org", password=None)
    for password in ("", "!", "None", PASSWORD):
        client.post(WITH_PASSWORD, {"known_as": "bo@example.org", "password": password})
    assert signed_in_as(client) is None


def test_known_and_unknown_get_the_same_answers(client_class, known, mailed):
    """Word for word, but for what they typed and tokens."""

    def answers(address):
        client = client_class()
        asked = [
            client.post(SIGN_IN, {"email": address}),
            client.get(CHECK),
            client.post(CHECK, {"code": "11112222"}),
            client.post(SIGN_UP, {"display_name": "A", "email": address}),
            client.get(CHECK),
            client.post(WITH_PASSWORD, {"known_as": address, "password": "wrong password"}),
        ]
        return [
            (
                answer.status_code,
                answer.get("Location"),
                sorted(answer.cookies),
                without_tokens(answer.text.replace(address, "")),
            )
            for answer in asked
        ]

    assert answers(ADDRESS) == answers("nobody@example.org")
    assert len(mailed()) == 4
    assert len({sent.subject for sent in mailed()}) == 1


def without_tokens(text):
    import re

    return re.sub(r"[A-Za-z0-9]{64}", "", text)


def test_known_and_unknown_cost_the_same_queries(client_class, known, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for address, place in ((ADDRESS, "198.51.100.1"), ("nobody@example.org", "198.51.100.2")):
        client = client_class(REMOTE_ADDR=place)
        with CaptureQueriesContext(connection) as queries:
            client.post(SIGN_IN, {"email": address})
            client.post(CHECK, {"code": "11112222"})
            client.post(SIGN_UP, {"display_name": "A", "email": address})
            client.post(WITH_PASSWORD, {"known_as": address, "password": "wrong password"})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_strangers_passwords_lock_nobody_out_for_good(client, client_class, known, mailed_code):
    stranger = client_class(REMOTE_ADDR="203.0.113.7")
    for _ in range(12):
        page = stranger.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": "guess"})
    assert "many wrong passwords" in page.text
    page = stranger.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": PASSWORD})
    assert page.status_code == 422
    client.post(SIGN_IN, {"email": ADDRESS})
    client.post(CHECK, {"code": mailed_code()})
    assert signed_in_as(client) == known
    elsewhere = client_class(REMOTE_ADDR="198.51.100.1")
    elsewhere.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": PASSWORD})
    assert signed_in_as(elsewhere) == known


def test_each_spelling_of_a_sign_in_name_counts_as_the_same(client):
    user = create_user(display_name="Bo", language="en", password=PASSWORD)
    name = unseal(user, "sign_in_name", key=user.key)
    for tries in range(11):
        typed = f"{name[:1]}{'-' * tries} {name[1:].lower()}"
        page = client.post(WITH_PASSWORD, {"known_as": typed, "password": "guess"})
    assert "many wrong passwords" in page.text
    client.post(WITH_PASSWORD, {"known_as": f" {name}", "password": PASSWORD})
    assert signed_in_as(client) is None


def test_each_spelling_of_an_address_counts_as_the_same(client, known):
    for tries in range(11):
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in ADDRESS[: tries + 1])
        typed = wide + ADDRESS[tries + 1 :]
        page = client.post(WITH_PASSWORD, {"known_as": typed, "password": "guess"})
    assert "many wrong passwords" in page.text


def test_who_tries_many_accounts_from_one_place_is_stopped(client, known):
    for tries in range(100):
        client.post(WITH_PASSWORD, {"known_as": f"{tries}@example.org", "password": "guess"})
    client.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": PASSWORD})
    assert signed_in_as(client) is None


def test_too_many_codes_are_answered_429_and_what_was_typed_is_kept(client, mailed):
    for _ in range(6):
        client.post(SIGN_UP, {"display_name": "Bo", "email": "bo@example.org"})
    page = client.post(SIGN_UP, {"display_name": "Bo <3", "email": "bo@example.org"})
    assert page.status_code == 429
    assert int(page["Retry-After"]) <= 3600
    assert 'value="Bo &lt;3"' in page.text
    assert 'value="bo@example.org"' in page.text
    assert "<textarea readonly" in page.text
    assert page.text.count("csrfmiddlewaretoken") <= 2
    assert len(mailed()) == 6


def test_from_one_place_so_many_codes_are_mailed_and_no_more(client):
    for number in range(100):
        assert client.post(SIGN_IN, {"email": f"{number}@example.org"}).status_code == 302
    assert client.post(SIGN_IN, {"email": "one@example.org"}).status_code == 429
    assert Code.objects.count() == 100


def test_where_they_were_going_is_kept_through_sign_up(client, mailed_code):
    there = "/join/ABCDEFGH/"
    page = client.get(SIGN_UP, {"next": there})
    assert f'name="next" value="{there}"' in page.text
    client.post(SIGN_UP, {"display_name": "Bo", "email": "bo@example.org", "next": there})
    assert client.post(CHECK, {"code": mailed_code()})["Location"] == there
    assert "accounts.next" not in client.session


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/" + "x" * 3000,
        "evil.example",
    ],
)
def test_nobody_is_led_to_another_server(client, known, elsewhere):
    answer = client.post(
        WITH_PASSWORD, {"known_as": ADDRESS, "password": PASSWORD, "next": elsewhere}
    )
    assert answer["Location"] == ME


def test_a_shared_device_forgets_when_the_browser_closes(client, known):
    answer = client.post(WITH_PASSWORD, {"known_as": ADDRESS, "password": PASSWORD, "shared": "on"})
    assert not answer.cookies["session"]["max-age"]
    assert Session.objects.get().ends_on == timezone.now().date() + timedelta(days=1)


def test_so_does_one_on_which_somebody_signed_up_without_email(client):
    assert 'name="shared"' in client.get(WITHOUT_EMAIL).text
    typed = {"display_name": "Bo", "password": PASSWORD, "password_again": PASSWORD}
    answer = client.post(WITHOUT_EMAIL, typed | {"shared": "on"})
    assert not answer.cookies["session"]["max-age"]


def test_a_link_signs_in_once_and_only_by_its_button(client, client_class, known, settings):
    settings.DEMO = True
    path = sign_in_link(user=known)
    assert "Sign in as Amina" in client.get(path).text
    assert signed_in_as(client) is None
    assert client.post(path)["Location"] == ME
    assert signed_in_as(client) == known
    late = client_class()
    for page in (late.get(path), late.post(path)):
        assert "has been used" in page.text
        assert "Amina" not in page.text
    assert signed_in_as(late) is None


def test_a_link_ends(client, known, settings, time_machine):
    settings.DEMO = True
    path = sign_in_link(user=known)
    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1))
    client.post(path)
    assert signed_in_as(client) is None


def test_who_runs_a_real_server_gets_no_links(known, settings):
    settings.DEMO = False
    with pytest.raises(PermissionError):
        sign_in_link(user=known)


def test_without_mail_passwords_are_offered(client, settings):
    settings.MAILERS = {}
    assert client.get(SIGN_IN)["Location"] == WITH_PASSWORD
    answer = client.get(SIGN_UP, {"next": "/join/"})
    assert answer["Location"] == WITHOUT_EMAIL + "?next=%2Fjoin%2F"


def test_without_mail_nothing_leads_in_circles(client, settings):
    page = client.get(WITH_PASSWORD).text
    assert "Sign in with a code" in page
    assert "I forgot my password" in page
    settings.MAILERS = {}
    page = client.get(WITH_PASSWORD).text.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r'href="/sign-in/(\w*)', page) == ["card"]
    assert "I have no account yet" in page
    wrong = client.post(WITH_PASSWORD, {"known_as": "Nobody", "password": "not this one at all"})
    assert "Look at both fields again." in wrong.text
    assert "use a code" not in wrong.text


def test_who_lost_a_password_reads_that_two_helpers_can_make_a_card(client, settings):
    for mailers in (settings.MAILERS, {}):
        settings.MAILERS = mailers
        page = client.get(WITH_PASSWORD).text
        assert "two people whom you named to help you back in can have a card made" in page.lower()


def test_what_ended_is_forgotten(client, known, settings, time_machine):
    settings.DEMO = True
    client.post(SIGN_IN, {"email": ADDRESS})
    client.post(SIGN_UP, {"display_name": "Bo", "email": "bo@example.org"})
    sign_in_link(user=known)
    time_machine.move_to(timezone.now() + timedelta(days=40))
    forget_what_ended()
    for model in (Code, Count, Session, SignInLink):
        assert not model.objects.exists()
    assert DataKey.objects.exclude(pk=SERVER).get() == known.key
    assert not Access.objects.exists()
