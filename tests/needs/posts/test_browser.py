"""From asking to helping, on phones in chromium."""

import re

import pytest

from needs.models import Pledge
from needs.pledges.services import accept, pledge
from needs.posts.models import Need
from tests.browser import PHONE, assert_axe, assert_fits, sign_in
from tests.needs.posts.factories import need_of

pytestmark = pytest.mark.browser


def test_a_visitor_asks_without_javascript_and_a_member_helps(new_page, amina):
    visitor = new_page(**PHONE | {"java_script_enabled": False})
    visitor.goto("/n/millbrook/")
    visitor.click("text=Ask for something, without an account")
    assert_fits(visitor)
    visitor.click("text=Shopping for food")
    visitor.fill("[name=title]", "Bread and milk")
    visitor.fill("[name=words]", "Second floor.")
    visitor.fill("[name=contact]", "555 0100")
    visitor.click("text=Now: within a day or two")
    visitor.click("summary")
    visitor.click("text=Anyone, also without an account")
    visitor.click("button:has-text('Ask for it')")
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", visitor.inner_text(".code"))
    assert_fits(visitor)
    visitor.click("text=See it")
    assert visitor.is_visible("text=Nobody yet. Come back with your code to see it.")

    helper = new_page(**PHONE)
    sign_in(helper, amina)
    helper.goto("/n/millbrook/needs/to-do/")
    helper.click("text=Bread and milk")
    assert_fits(helper)
    helper.click("text=I am looking after this one")
    assert_axe(helper)
    helper.click("text=Show what they wrote")
    assert helper.is_visible("text=Second floor.")
    assert_axe(helper)
    assert_fits(helper)
    assert helper.get_attribute("text=Call", "href") == "tel:5550100"
    helper.click("text=We spoke: it is still needed")
    helper.click("text=I can help")
    helper.fill("[name=contact]", "555 0199")
    assert_axe(helper)
    helper.click("button:has-text('Offer help')")
    assert_axe(helper)

    there = f"/n/millbrook/needs/{Need.objects.get().pk}/"
    visitor.reload()
    assert visitor.is_visible("button:has-text('Close on this device')")
    visitor.click("text=Show what they wrote")
    assert_fits(visitor)
    visitor.click("text=Yes, please")
    visitor.click("text=Show how to reach each other")
    assert visitor.is_visible("text=555 0199")
    helper.goto(there)
    helper.click("text=Show how to reach each other")
    assert helper.is_visible("text=555 0100")
    assert_axe(helper)
    assert_fits(helper)
    helper.go_back()
    helper.click("text=It is done")
    helper.wait_for_load_state()
    assert Need.objects.get().state == Need.State.MET
    Pledge.objects.update(open_until=Pledge.objects.get().open_until.replace(year=2020))
    helper.goto(there)
    assert not helper.is_visible("text=Show how to reach each other")


def test_17_back_from_a_change_leads_to_the_need(page, amina):
    need = need_of(amina)
    sign_in(page, amina)
    page.goto(f"/n/millbrook/needs/{need.pk}/")
    page.click("button:text-is('Change')")
    for title in ("", "Better"):
        page.fill("[name=title]", title)
        page.click("form[novalidate] button.button:not(.quiet)")
    for _ in range(3):
        assert page.inner_text("h1") == "Better"
        page.go_back()


def test_17_back_from_a_link_of_what_takes_only_a_form_leads_to_the_page_before(page, amina, chen):
    need = need_of(amina)
    pledge(need=need, by=chen, quantity=1, words="After six.", contact="555")
    sign_in(page, amina)
    there = f"/n/millbrook/needs/{need.pk}/"
    page.goto(there)
    page.click("text=Show what they wrote")
    assert page.is_visible("text=After six.")
    page.click(f"main a[href='{there}']")
    page.wait_for_load_state()
    page.go_back()
    assert page.inner_text("h1") == need.title
    assert page.url.endswith(there)


def test_17_a_link_that_leaves_the_page_where_it_is_changes_no_address(page, amina, chen):
    need = need_of(amina)
    pledge(need=need, by=chen, quantity=1, words="After six.", contact="555")
    sign_in(page, amina)
    page.goto(f"/n/millbrook/needs/{need.pk}/")
    page.click("text=Show what they wrote")
    assert page.is_visible("text=After six.")
    here = page.url
    for told in ({"href": "/", "target": "_blank"}, {"href": "#main"}, {"href": "/", "kept": True}):
        page.evaluate(
            """told => {
                const link = document.createElement("a");
                link.id = "probe";
                link.href = told.href;
                if (told.target) link.target = told.target;
                if (told.kept) link.addEventListener("click", event => event.preventDefault());
                document.querySelector("main").append(link);
                link.click();
                link.remove();
            }""",
            told,
        )
        assert page.evaluate("location.href.split('#')[0]") == here, told


def test_19_a_board_with_much_on_it(phone, amina, chen):
    for number in range(30):
        need_of(amina, title=f"W{'o' * 60}rd {number}")
    sign_in(phone, chen)
    for address in ("", "?order=urgent", "?q=w", "to-do/", "new/", "new/personal-care/", "code/"):
        phone.goto(f"/n/millbrook/needs/{address}")
        assert_axe(phone)
        assert_fits(phone)


def test_19_a_need_with_offers_of_each_kind(phone, amina, bo, chen):
    need = need_of(amina, quantity=3)
    accept(pledge=pledge(need=need, by=bo, quantity=1, words="", contact="555"))
    pledge(need=need, by=chen, quantity=1, words="After six.", contact="555")
    sign_in(phone, amina)
    phone.goto(f"/n/millbrook/needs/{need.pk}/")
    assert_axe(phone)
    assert_fits(phone)
    assert phone.is_visible("role=button[name='Yes, please Chen']")
    assert phone.is_visible("role=button[name='Not you after all Bo']")
    levels = [
        each.evaluate("each => each.tagName") for each in phone.query_selector_all("h1,h2,h3")
    ]
    assert levels == ["H1", "H2", "H3", "H3", "H2", "H2"]
    for button in ("Show what they wrote Chen", "Show how to reach each other Bo"):
        phone.click(f"role=button[name='{button}']")
        assert_axe(phone)
        assert_fits(phone)
        phone.goto(f"/n/millbrook/needs/{need.pk}/")
