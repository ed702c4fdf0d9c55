"""From sharing to helping, on phones in chromium."""

import pytest

from resources.asks.models import Ask
from resources.items.models import Item
from resources.items.services import add_photo, add_window, vouch_for
from tests.browser import PHONE, assert_axe, assert_fits, sign_in
from tests.pictures.images import photo
from tests.resources.factories import ItemFactory, shared_by

pytestmark = pytest.mark.browser


def test_shared_without_javascript_and_asked_for(new_page, amina, chen):
    owner = new_page(**PHONE | {"java_script_enabled": False})
    sign_in(owner, amina)
    owner.goto("/n/millbrook/resources/")
    owner.click("text=Share something")
    assert_fits(owner)
    owner.click("text=Something you can do")
    owner.fill("[name=name]", "Letters from authorities")
    owner.select_option("[name=category]", "paperwork")
    owner.click("text=I can do it")
    owner.fill("[name=conditions]", "No court papers.")
    assert_fits(owner)
    owner.click("button:has-text('Share it')")
    assert owner.is_visible("text=Neighbors can find it now")
    owner.click("a:has-text('When')")
    owner.select_option("[name=weekday]", "4")
    owner.fill("[name=start]", "17:00")
    owner.fill("[name=end]", "19:00")
    owner.click("button:has-text('Add')")
    assert owner.is_visible("text=Friday 5 p.m. – 7 p.m.")

    asker = new_page(**PHONE)
    sign_in(asker, chen)
    asker.goto("/n/millbrook/resources/?q=letters")
    asker.click("text=Letters from authorities")
    assert_axe(asker)
    assert_fits(asker)
    assert asker.is_visible("text=They are asked at most 4 times a month.")
    asker.click("text=Ask them")
    asker.fill("[name=words]", "The city writes to me.")
    asker.fill("[name=contact]", "555 0100")
    assert_axe(asker)
    asker.click("button:has-text('Ask')")
    assert_axe(asker)
    assert_fits(asker)

    owner.goto("/n/millbrook/home/")
    owner.click("text=You are asked: >> a")
    owner.click("text=Show what they wrote")
    assert owner.is_visible("text=The city writes to me.")
    owner.click("a.button:text-is('Yes')")
    owner.fill("[name=contact]", "555 0144")
    owner.click("button:has-text('Yes, I will')")
    owner.click("text=Show how to reach each other")
    assert owner.is_visible("text=555 0100")

    asker.reload()
    asker.click("text=Show how to reach each other")
    assert asker.is_visible("text=555 0144")
    assert_axe(asker)
    assert_fits(asker)
    asker.go_back()
    asker.click("text=It is done")
    assert Ask.objects.get().ended_on


def test_19_every_page_of_sharing(phone, amina, bo, chen):
    for number in range(30):
        ItemFactory(by=amina, name=f"W{'o' * 60}rd {number}")
    skill = {"kind": "expertise", "category": "electric", "name": "Lamps and sockets"}
    item, theirs = shared_by(amina, **skill), shared_by(bo, **skill)
    add_window(item=item, weekday=2, start="09:00", end="12:00")
    large = photo()
    add_photo(item=item, large=large, small=large)
    vouch_for(item=item, by=chen, saw_certificate=True)
    sign_in(phone, amina)
    kinds = [f"new/{kind}/" for kind in Item.Kind]
    of_item = [f"{item.pk}/{part}" for part in ("", "when/", "photos/")]
    others = ["asks/", "asks/limit/", f"{theirs.pk}/", f"{theirs.pk}/ask/", f"{theirs.pk}/vouch/"]
    for address in ("", "?q=w&kind=tool", "mine/", "new/", *kinds, *of_item, *others):
        phone.goto(f"/n/millbrook/resources/{address}")
        assert_axe(phone)
        assert_fits(phone)
    phone.goto(f"/n/millbrook/resources/{item.pk}/")
    phone.click("button:has-text('Change')")
    assert_axe(phone)
    assert_fits(phone)
