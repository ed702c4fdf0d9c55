"""What holds for every page: language, sign-in, htmx, nothing kept by the browser."""

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.look.urls")]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/look/?a=1"}


def test_8_the_language_switch_keeps_the_page(client):
    answer = client.post("/language/", {"language": "ar", "next": "/look/?page=2"})
    assert answer.headers["Location"] == "/look/?page=2"
    page = client.get("/look/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_8_each_language_is_offered_in_its_own_name(client):
    page = client.get("/look/").content.decode()
    for code, name in [("en", "English"), ("es", "Español"), ("ar", "العربيّة")]:
        assert f'value="{code}" lang="{code}"' in page
        assert f">{name}</button>" in page


def test_8_the_language_of_someone_signed_in_is_remembered(browse, amina):
    browse(amina).post("/language/", {"language": "es"})
    amina.user.refresh_from_db()
    assert amina.user.language == "es"


def test_8_a_form_whose_answers_must_be_kept_is_sent_along(rf):
    from django.template.loader import render_to_string

    request = rf.get("/")
    request.htmx = None
    page = render_to_string("components/languages.html", {"language_form": "answers"}, request)
    assert page.count('form="answers" formnovalidate') == 3
    assert "<form" not in page


def test_a_language_that_we_do_not_speak_changes_nothing(client):
    answer = client.post("/language/", {"language": "xx", "next": "/look/"})
    assert answer.status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize(
    "there",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", ""],
)
def test_the_language_switch_leads_to_no_other_site(client, there):
    answer = client.post("/language/", {"language": "es", "next": there})
    assert answer.headers["Location"] == "/"


def test_after_a_failed_form_the_switch_leads_to_the_page_of_the_form(client):
    answer = client.post("/look/?try", {}, headers={"referer": "http://testserver/look/?here"})
    assert '<input type="hidden" name="next" value="/look/?here">' in answer.content.decode()


def test_look_is_shown_in_the_demo_only(client):
    with override_settings(DEMO=False):
        assert client.get("/look/").status_code == 404


def test_a_visitor_is_led_to_sign_in_and_back(client):
    answer = client.get("/members-only/?a=1")
    assert answer.status_code == 302
    assert (
        answer.headers["Location"] == reverse("accounts:sign_in") + "?next=/members-only/%3Fa%3D1"
    )


def test_a_visitor_with_htmx_is_led_to_sign_in_and_back_to_the_page(client):
    answer = client.get("/members-only/", headers=HTMX)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == reverse("accounts:sign_in") + "?next=/look/%3Fa%3D1"


@pytest.mark.parametrize(
    ("to", "header"), [("/me/", "HX-Redirect"), ("/look/?a=1#forms", "HX-Refresh")]
)
def test_htmx_is_told_of_a_redirect(client, to, header):
    answer = client.get("/moved/", {"to": to}, headers=HTMX)
    assert answer.status_code == 200
    assert header in answer.headers
    assert "Location" not in answer.headers


def test_a_message_comes_with_the_part_that_htmx_asked_for(client):
    page = client.get("/said/", headers=HTMX).content.decode()
    assert page.startswith("<p>Part</p>")
    assert 'hx-swap-oob="true"' in page
    assert "Kept." in page


def test_htmx_gets_the_part_named_by_its_target(client, settings, tmp_path):
    (tmp_path / "look_test.html").write_text(
        "<h1>Page</h1>{% partialdef rows inline %}<p>Rows</p>{% endpartialdef %}"
    )
    settings.TEMPLATES = [
        template | {"DIRS": [*template["DIRS"], tmp_path]} for template in settings.TEMPLATES
    ]
    assert client.get("/part/").content == b"<h1>Page</h1><p>Rows</p>"
    assert client.get("/part/", headers=HTMX | {"HX-Target": "rows"}).content == b"<p>Rows</p>"
    for page in [{"HX-Target": "other"}, {"HX-Target": "rows", "HX-Boosted": "true"}]:
        assert client.get("/part/", headers=HTMX | page).content == b"<h1>Page</h1><p>Rows</p>"


def test_caches_keep_pages_and_parts_apart(client):
    assert {"HX-Request", "HX-Target"} <= set(client.get("/look/").headers["Vary"].split(", "))


def test_pages_of_someone_signed_in_are_not_stored(client, browse, amina):
    assert "Cache-Control" not in client.get("/look/").headers
    assert "no-store" in browse(amina).get("/look/").headers["Cache-Control"]


def test_2_a_failed_form_says_so_in_the_title(client):
    answer = client.post("/look/", {})
    assert answer.status_code == 422
    assert "<title>Error: How it looks</title>" in answer.content.decode()


def test_17_a_saved_form_leads_on_so_that_a_reload_sends_nothing(client):
    good = {
        "name": "Amina",
        "people": "3",
        "need": "food",
        "place": "hall",
        "title_en": "Soup",
        "agreed": "on",
    }
    answer = client.post("/look/", good)
    assert answer.status_code == 302
    assert "Thank you. We have kept it." in client.get(answer.headers["Location"]).content.decode()


def test_an_hour_is_written_as_the_days_of_its_language(client, db, time_machine):
    time_machine.move_to("2026-11-27 10:00+00:00", tick=False)
    page = client.get("/kept/", headers={"accept-language": "ar"}).text
    assert "28 نوفمبر، 2026، 3:00 ص" in page
