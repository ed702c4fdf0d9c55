"""The page of all parts in chromium, as people use it."""

from itertools import product

import pytest

from tests.browser import assert_axe, assert_fits, set_language, sign_in
from tests.deep import DEEP
from tests.look.eyes import assert_forced_colors, assert_keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINKS = "#errors a"


def speak(page, language):
    set_language(page, language)


def save(page):
    page.get_by_role("button", name="Save").click()


def fill_in(page):
    page.fill("#id_name", "Amina")
    page.fill("#id_people", "3")
    page.check("#id_need_0")
    page.select_option("#id_place", "hall")
    page.fill("#id_title_0", "Soup")
    page.check("#id_agreed")


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def either_page(request, new_page):
    return new_page(java_script_enabled=request.param == "with JavaScript")


def test_2_the_summary_of_a_failed_form_takes_the_focus(either_page):
    page = either_page
    page.goto("/look/")
    save(page)
    assert page.title().startswith("Error:")
    assert page.locator("#errors:focus").count() == 1


def test_2_each_line_of_the_summary_leads_to_its_input_and_says_the_same(either_page):
    page = either_page
    page.goto("/look/")
    save(page)
    for link in page.locator(LINKS).all():
        link.click()
        field = page.locator("main input:focus, main select:focus, main textarea:focus")
        assert field.count() == 1, link.inner_text()
        group = page.locator(".wrong", has=page.locator(":focus"))
        assert link.inner_text() in group.locator(".error").inner_text()


def test_8_switching_the_language_keeps_what_was_typed(page):
    page.goto("/look/")
    page.fill("#id_name", "Amina")
    page.fill("#id_story", "My stove is broken")
    page.check("#id_need_1")
    page.get_by_role("button", name="Español").click()
    page.wait_for_selector("html[lang=es]")
    assert page.input_value("#id_name") == "Amina"
    assert page.input_value("#id_story") == "My stove is broken"
    assert page.is_checked("#id_need_1")
    page.reload()
    assert page.input_value("#id_story") == ""


def test_11_what_is_shared_is_plain_text_with_the_link_last(either_page):
    page = either_page
    page.goto("/look/")
    text = page.input_value("#share-text")
    assert text.splitlines()[-1].startswith("https://")
    assert page.locator("#share-text").is_visible()


def test_11_one_tap_copies(new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/look/")
    button = page.locator("[data-copy=share-text]")
    button.click()
    page.wait_for_function("b => b.textContent === 'Copied'", arg=button.element_handle())
    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#share-text")


def test_17_a_double_tap_sends_once(page):
    page.goto("/look/")
    fill_in(page)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.evaluate(
        """() => {
            const button = document.querySelector("form[enctype] .button");
            button.click(); button.click(); button.click();
        }"""
    )
    page.wait_for_selector(".messages .message")
    assert len(sent) == 1


def test_17_without_reception_nothing_is_sent_and_the_text_stays(page):
    page.goto("/look/")
    page.fill("#id_story", "My stove is broken")
    page.context.set_offline(True)
    save(page)
    page.wait_for_selector("#unreachable:not([hidden])")
    assert page.input_value("#id_story") == "My stove is broken"
    page.context.set_offline(False)
    fill_in(page)
    save(page)
    page.wait_for_selector(".messages .message")


def test_17_what_never_arrived_is_there_again(page, amina):
    sign_in(page, amina)
    page.goto("/")
    page.goto("/look/")
    page.fill("#id_story", "My stove is broken")
    page.route("**/look/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        save(page)
    page.wait_for_function("location.protocol === 'chrome-error:'")
    page.unroute("**/look/")
    page.go_back()
    assert not page.url.endswith("/look/")
    page.goto("/look/")
    assert page.input_value("#id_story") == "My stove is broken"
    save(page)
    page.goto("/look/")
    assert page.input_value("#id_story") == ""


def test_17_back_from_what_was_sent_leads_to_the_form_and_sends_nothing_again(page):
    page.goto("/look/")
    save(page)
    page.locator(LINKS).first.click()
    page.reload()
    assert page.title().startswith("Error:"), "what was typed is still there"
    fill_in(page)
    save(page)
    page.wait_for_selector(".messages .message")
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    for _ in range(2):
        page.go_back()
        assert page.is_visible("#id_name")
    assert not sent


@pytest.mark.parametrize(("policy", "passes"), [("same-origin", True), ("no-referrer", False)])
def test_why_our_referrer_policy_is_same_origin(page, policy, passes):
    """Under no-referrer chromium sends "Origin: null" with a form, which the check refuses."""

    def answer(route):
        response = route.fetch()
        assert response.headers["referrer-policy"] == "same-origin"
        route.fulfill(response=response, headers=response.headers | {"referrer-policy": policy})

    page.route("**/look/", lambda r: answer(r) if r.request.method == "GET" else r.continue_())
    page.goto("/look/")
    fill_in(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        save(page)
    assert (sent.value.headers["origin"] == page.evaluate("location.origin")) == passes
    page.wait_for_load_state()
    assert ("Please send it once more" not in page.title()) == passes


LOOKS = [*product(["light", "dark"], ["en", "es", "ar"])]


@pytest.mark.parametrize(("scheme", "language"), LOOKS if DEEP else LOOKS[::2])
def test_19_axe_finds_nothing_on_any_part(new_page, language, scheme):
    page = new_page(color_scheme=scheme)
    speak(page, language)
    page.goto("/look/")
    assert_axe(page)


def test_19_axe_finds_nothing_on_a_failed_form(page):
    page.goto("/look/")
    save(page)
    assert_axe(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_8_no_sideways_scroll_at_320(phone, language):
    speak(phone, language)
    phone.goto("/look/")
    assert_fits(phone)


def test_19_each_part_shows_in_forced_colors(page):
    page.goto("/look/")
    assert_forced_colors(page)


def test_19_everything_is_reached_with_the_keyboard_alone_and_shows_it(page):
    page.goto("/look/")
    assert_keyboard(page)


HIDDEN = "document.styleSheets[0].insertRule('a:focus-visible { outline: none !important }')"
TRAP = "document.querySelector('main a').addEventListener('keydown', e => e.preventDefault())"


@pytest.mark.parametrize(("spoil", "said"), [(HIDDEN, "hides the focus"), (TRAP, "reached")])
def test_19_a_focus_that_is_hidden_or_trapped_is_noticed(page, spoil, said):
    page.goto("/look/")
    page.evaluate(spoil)
    with pytest.raises(AssertionError, match=said):
        assert_keyboard(page)


def test_19_controls_are_large_enough_for_a_thumb(phone):
    phone.goto("/look/")
    small = phone.evaluate(
        """() => [...document.querySelectorAll(
                "button, .button, .field > input, select, .choice > label, summary, .errors a")]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 48)
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert not small


def test_the_first_tab_offers_to_skip_to_the_content(page):
    page.goto("/look/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
