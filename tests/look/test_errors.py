"""When something goes wrong: plain words, and what was typed comes back."""

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.look.urls")]

TYPED = {"story": "My stove <b> is broken\nsince May", "kind": "repair", "password": "open sesame"}


@pytest.fixture
def careful():
    """A client that shows errors as a browser would, and is checked for forgery."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture
def trusted():
    return Client(raise_request_exception=False)


def assert_given_back(page):
    assert "My stove &lt;b&gt; is broken\nsince May</textarea>" in page
    assert '<input type="hidden" name="kind" value="repair">' in page
    assert "open sesame" not in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert "Send it again" in page


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "There is no page here"),
        ("/bad/", 400, "We could not read that"),
        ("/refused/", 403, "Ask for a turn in the kitchen: then you may."),
        ("/broken/", 500, "Something broke on our side"),
        ("/language/", 405, "This opens from a button"),
    ],
)
def test_every_error_has_a_page_in_plain_words(trusted, address, status, words):
    answer = trusted.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert 'lang="en"' in page
    assert "A secret" not in page


def test_the_page_for_a_broken_server_needs_no_database(trusted, django_assert_num_queries):
    trusted.cookies["session"] = "of someone"
    with django_assert_num_queries(0):
        answer = trusted.get("/broken/")
    assert answer.status_code == 500


def test_after_a_server_error_typed_text_comes_back(trusted):
    answer = trusted.post("/broken/?step=2", TYPED)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert_given_back(page)
    assert 'action="/broken/?step=2"' in page
    assert "What you saved before is safe." in page
    assert "may not have been saved" in page


def test_after_a_lost_session_typed_text_comes_back(trusted):
    answer = trusted.post("/members-only/", TYPED)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert_given_back(page)
    assert "This was not saved, because you are no longer signed in." in page


def test_a_form_that_was_open_too_long_comes_back_and_can_be_sent(careful):
    answer = careful.post("/look/", TYPED, headers={"origin": "http://testserver"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert_given_back(page)
    assert "This was not saved." in page
    again = answer.context["typed"]
    token = answer.context["csrf_token"]
    answer = careful.post("/look/", dict(again) | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 422


@pytest.mark.parametrize("origin", [{"origin": "https://evil.example"}, {"origin": "null"}, {}])
def test_what_another_site_sent_is_not_offered_for_sending(careful, origin):
    answer = careful.post("/look/", TYPED, headers=origin)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "My stove" not in page
    assert "Send it again" not in page


def test_a_body_that_breaks_off_gets_a_plain_page(trusted):
    answer = trusted.generic(
        "POST", "/look/", b"--x\r\nrubbish", content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code in {400, 422}


def test_far_too_many_fields_get_a_plain_page(trusted):
    fields = {f"field{number}": "x" for number in range(1500)}
    answer = trusted.post("/look/", fields)
    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


def test_a_dead_database_still_gives_the_page(trusted, monkeypatch):
    def dead(session):
        raise RuntimeError("database is gone")

    monkeypatch.setattr(SessionBase, "_get_session", dead)
    trusted.cookies["session"] = "of someone"
    answer = trusted.get("/look/")
    assert answer.status_code in {200, 500}
    assert "</html>" in answer.content.decode()
