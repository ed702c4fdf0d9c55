"""What a network tells of itself as HSDS 3.0, and what it reads of others."""

import json
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.networks.hiding.services import hide
from mutualaid.networks.places import middle_of
from mutualaid.networks.services import leave
from needs.practices.services import list_practice
from resources.hsds import views
from resources.hsds.models import OutsideService
from resources.hsds.reading import read
from resources.hsds.services import bring_in
from resources.imports.models import ResourceImport, Upload
from resources.items.models import Item
from tests.nasty import nasty_texts
from tests.needs.practices.factories import practice_of
from tests.networks.factories import CircleFactory, MemberFactory
from tests.resources.factories import goods_of, shared_by
from tests.resources.hsds.factories import FOOD_BANK, services_of, upload_of, written
from tests.resources.hsds.samples import listed_by

REQUIRED = {
    "service": {"id": UUID, "name": str, "status": str},
    "organization": {"id": UUID, "name": str, "description": str},
    "service_at_location": {"id": UUID},
    "location": {"id": UUID, "location_type": str},
    "language": {"id": UUID},
    "attribute": {"id": UUID, "link_type": str},
    "taxonomy_term": {"id": UUID, "name": str, "description": str},
    "taxonomy": {"id": UUID, "name": str, "description": str},
}
"""What HSDS 3.0 requires of each object and of what type, as written down from
github.com/openreferral/specification, ``schema/<object>.json`` (``required``, ``type``,
``format``)."""
OPTIONAL = {
    "service": {
        "organization_id": UUID,
        "description": str,
        "url": str,
        "assured_date": str,
        "fees_description": str,
        "application_process": str,
    },
    "organization": {"website": str, "parent_organization_id": UUID},
    "service_at_location": {"service_id": UUID, "location_id": UUID},
    "location": {
        "organization_id": UUID,
        "name": str,
        "description": str,
        "latitude": float,
        "longitude": float,
    },
    "language": {"code": str},
    "attribute": {"link_id": UUID, "link_entity": str, "taxonomy_term_id": UUID},
    "taxonomy_term": {"code": str, "taxonomy_id": UUID, "taxonomy": str},
    "taxonomy": {"uri": str, "version": str},
}
"""Those of the other fields of these objects that we write."""
INSIDE = {
    "organization": "organization",
    "languages": "language",
    "service_at_locations": "service_at_location",
    "location": "location",
    "attributes": "attribute",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
}
STATUSES = {"active", "inactive", "defunct", "temporarily closed"}
PAGE = {
    "total_items": int,
    "total_pages": int,
    "page_number": int,
    "size": int,
    "first_page": bool,
    "last_page": bool,
    "empty": bool,
    "contents": list,
}
"""Of a page of a list: ``docs/hsds/api_reference.md`` there."""


def assert_valid(kind, row):
    """An object holds what HSDS requires, and nothing that HSDS does not know."""
    for name, expected in REQUIRED[kind].items():
        assert row.get(name), f"{kind} lacks {name}"
        assert_type(row[name], expected)
    for name, value in row.items():
        if name in INSIDE:
            for each in value if isinstance(value, list) else [value]:
                assert_valid(INSIDE[name], each)
        elif name not in REQUIRED[kind]:
            assert_type(value, OPTIONAL[kind][name])
    assert row.get("status", "active") in STATUSES
    assert row.get("location_type", "physical") in {"physical", "postal", "virtual"}


def assert_type(value, expected):
    if expected is UUID:
        assert str(UUID(value)) == value
    else:
        assert isinstance(value, expected)


WAITING = {
    **{"once": 7, "takes_part": True, "others": [], "category": "meals", "left_alone": False},
    **{"title": "Bo has not said yes", "words": "", "place": "", "times": ""},
    "audience": "everyone",
}


def url(name, *arguments):
    return reverse(f"resources:{name}", args=["millbrook", *arguments])


@pytest.fixture
def hall(amina, kitchen):
    return shared_by(
        amina,
        kind="space",
        name="The hall",
        category="company",
        circle=kitchen,
        languages=["ar", "es"],
        audience=Item.Audience.EVERYONE,
    )


def test_what_circles_share_with_everyone_is_valid_hsds(hall, network, client):
    network.cell = "881f1d4895fffff"
    network.save()
    page = client.get(url("hsds_services")).json()
    assert {name: type(value) for name, value in page.items()} == PAGE
    (service,) = page["contents"]
    assert_valid("service", service)
    assert service["name"] == "The hall"
    assert service["organization"]["name"] == "Millbrook: Kitchen"
    assert service["attributes"][0]["link_id"] == service["id"]
    assert service["service_at_locations"][0]["location"]["latitude"]
    assert client.get(url("hsds_service", service["id"])).json() == service
    assert client.get(url("hsds_about")).json()["version"] == "3.0"


def test_where_it_is_no_page_tells_nor_does_this(amina, kitchen, network):
    network.cell = "881f1d4895fffff"
    shared_by(amina, circle=kitchen, cell="88be0e35cbfffff", audience=Item.Audience.EVERYONE)
    [service] = services_of(network)
    where = service["service_at_locations"][0]["location"]
    assert f"{where['latitude']}, {where['longitude']}" == middle_of(network.cell)


def test_what_all_have_together_the_network_offers(amina, network):
    all_of_us = network.circles.get(kind="assembly")
    shared_by(amina, circle=all_of_us, audience=Item.Audience.EVERYONE)
    [service] = services_of(network)
    assert service["organization"]["name"] == "Millbrook"


def test_ids_stay_the_same(hall, network):
    assert services_of(network) == services_of(network)


def test_never_a_persons_home_or_name(hall, amina, bo, network, client):
    home = CircleFactory(network=network, name="The Parks at number 3", kind="household")
    everyone = {"audience": Item.Audience.EVERYONE}
    shared_by(bo, kind="space", name="My spare room", **everyone)
    shared_by(bo, kind="space", name="Our spare room", circle=home, **everyone)
    shared_by(amina, kind="space", name="For members", circle=hall.circle)
    paused = shared_by(amina, kind="space", name="Paused", circle=hall.circle, **everyone)
    Item.objects.filter(pk=paused.pk).update(state=Item.State.PAUSED)
    told = client.get(url("hsds_services")).text
    assert json.loads(told)["total_items"] == 1
    for words in ("spare room", "number 3", "Amina", "Bo", "bring it back", "For members"):
        assert words not in told


def test_of_the_stock_only_kinds_and_how_much(amina, network, client):
    goods_of(amina, 2000, what="Rice from Bo", place="Mill Lane 3")
    [service] = services_of(network)
    assert_valid("service", service)
    assert (service["name"], service["description"]) == ("Food and meals", "20 kg")
    told = client.get(url("hsds_services")).text
    assert "Rice" not in told
    assert "Mill Lane" not in told


def test_practices_for_anybody_that_want_to_be_told_of(amina, bo, network, client):
    practice_of(amina, title="Soup on Sundays")
    practice_of(amina, title="Members' soup", audience="members")
    practice_of(amina, title="Leave us alone", left_alone=True)
    practice_of(amina, bo, title="Amina and Bo sing")
    list_practice(**WAITING, by=amina, members=[bo])
    found = services_of(network)
    assert {each["name"] for each in found} == {"Soup on Sundays", "Amina and Bo sing"}
    for each in found:
        assert_valid("service", each)
        assert each["organization"]["name"] == "Millbrook"
        term = each["attributes"][0]["taxonomy_term"]
        assert (term["code"], term["taxonomy"]) == ("102-05", "Open Eligibility")
    told = client.get(url("hsds_services")).text
    for words in ("old pump", "Whoever comes eats"):
        assert words not in told


def test_a_kind_without_a_term_is_told_in_our_words(amina, kitchen, network):
    shared_by(amina, circle=kitchen, category="other", audience=Item.Audience.EVERYONE)
    (service,) = services_of(network)
    assert_valid("service", service)
    assert service["attributes"][0]["taxonomy_term"]["taxonomy"] == "mutualaid"


def test_pages(amina, kitchen, client):
    for number in range(5):
        shared_by(amina, name=f"Pot {number}", circle=kitchen, audience=Item.Audience.EVERYONE)
    last = client.get(url("hsds_services"), {"per_page": "2", "page": "3"}).json()
    assert (last["total_items"], last["total_pages"], last["size"]) == (5, 3, 1)
    assert last["last_page"]
    assert not last["first_page"]
    for nasty in ("0", "-1", "x", "٣", "9" * 30, ""):
        page = client.get(url("hsds_services"), {"page": nasty, "per_page": nasty}).json()
        assert page["total_items"] == 5


def test_only_what_a_page_shows_is_written(amina, kitchen, client, monkeypatch):
    for number in range(3):
        shared_by(amina, name=f"Pot {number}", circle=kitchen, audience=Item.Audience.EVERYONE)
    names = []

    def noted(network, service):
        names.append(service.name)
        return written_of(network, service)

    written_of = views.written
    monkeypatch.setattr(views, "written", noted)
    (pot,) = client.get(url("hsds_services"), {"per_page": "1", "page": "2"}).json()["contents"]
    assert client.get(url("hsds_service", pot["id"])).json() == pot
    assert names == [pot["name"]] * 2


def test_as_many_statements_for_many_as_for_few(amina, kitchen, client):
    counts = []
    for count in (2, 12):
        for number in range(count):
            shared_by(amina, name=f"Pot {number}", circle=kitchen, audience=Item.Audience.EVERYONE)
        with CaptureQueriesContext(connection) as asked:
            client.get(url("hsds_services"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_empty_network_says_so(network, client):
    page = client.get(url("hsds_services")).json()
    assert page["empty"]
    assert page["contents"] == []
    assert client.get(url("hsds_service", UUID(int=1))).status_code == 404


def send(client, content):
    file = SimpleUploadedFile("directory.json", content)
    return client.post(url("elsewhere_upload"), {"directory": file})


def test_from_a_directory_to_the_list_and_back(amina, bo, browse):
    client = browse(amina)
    closed = FOOD_BANK | {"id": "closed", "status": "defunct"}
    answer = send(client, written(FOOD_BANK, closed, {"name": "No id"}, FOOD_BANK))
    preview = client.get(answer["Location"])
    assert "Mill Road Food Bank" in preview.text
    for why in ("not open at the moment", "lacks an id", "twice"):
        assert why in preview.text
    assert not OutsideService.objects.exists()
    for _ in range(2):  # a double tap
        client.post(url("elsewhere_run", Upload.objects.get().pk))
    service = OutsideService.objects.get()
    assert service.description == "Food parcels & a hot meal."
    assert service.place == "12 Mill Road, Millbrook, 12345"
    assert (service.phone, service.category) == ("555 0100", "food")
    assert "Mill Road Trust" in browse(bo).get(url("elsewhere_list")).text
    page = browse(bo).get(url("elsewhere_detail", service.pk)).text
    assert 'href="https://food.example.org/"' in page
    assert not Item.objects.exists(), "what others offer is nobody's here"
    run = ResourceImport.objects.get()
    assert browse(bo).post(url("import_undo", run.pk)).status_code == 404
    assert browse(amina).get(url("import_done", run.pk)).status_code == 200
    browse(amina).post(url("import_undo", run.pk))
    assert not OutsideService.objects.exists()


def test_what_is_listed_is_not_listed_twice(amina, bo, browse):
    listed_by(bo, code=FOOD_BANK["id"])
    client = browse(amina)
    preview = client.get(send(client, written(FOOD_BANK))["Location"])
    assert "It is listed already." in preview.text
    client.post(url("elsewhere_run", Upload.objects.get().pk))
    assert OutsideService.objects.get().by == bo


def test_what_was_listed_by_who_hides_is_as_if_it_were_not(amina, browse):
    listed_by(MemberFactory(network=amina.network, name="Hal"), code=FOOD_BANK["id"])
    hide(by=amina, name="Hal")
    client = browse(amina)
    preview = client.get(send(client, written(FOOD_BANK))["Location"])
    assert "It is listed already." not in preview.text
    client.post(url("elsewhere_run", Upload.objects.get().pk))
    assert amina.outside_services.count() == 1
    assert "Mill Road Food Bank" in client.get(url("elsewhere_list")).text


def test_what_is_forgotten_meanwhile_does_not_come_in(amina):
    upload = upload_of(amina)
    Upload.objects.all().delete()
    with pytest.raises(PermissionDenied):
        bring_in(by=amina, upload=upload)


def test_lines_of_a_directory_are_nowhere_to_be_mended(amina, browse):
    client = browse(amina)
    send(client, written(FOOD_BANK, {"name": "No id"}))
    done = client.post(url("elsewhere_run", Upload.objects.get().pk), follow=True)
    assert done.context["summary"]["left"] == 1
    assert "Lines that did not come in" not in done.text


WEEKLY = {"freq": "WEEKLY", "opens_at": "09:00:00", "closes_at": "17:00"}


@pytest.mark.parametrize(
    ("schedules", "told"),
    [
        ([WEEKLY | {"byday": "MO,FR"}], "Open: Monday, Friday 09:00–17:00"),
        ([{"description": "Weekdays,\nall day"}, WEEKLY], "Open: Weekdays, all day; 09:00–17:00"),
        ([WEEKLY | {"byday": "1MO", "freq": "MONTHLY"}], ""),
        ([WEEKLY | {"byday": "MO", "interval": 2}], ""),
        ([WEEKLY | {"byday": "MO", "valid_to": "2020-01-01"}], ""),
        ([{"byday": 7, "opens_at": "soon", "description": []}, 3], ""),
        ([WEEKLY | {"opens_at": "09:00Z", "closes_at": "17:00:00Z"}], "Open: 09:00–17:00 UTC"),
        ([WEEKLY | {"opens_at": "09:00+02:00", "closes_at": "17:00+0200"}], ""),
        ([WEEKLY | {"opens_at": "09:00+02:00", "closes_at": "17:00+02:00"}], "Open: 09:00–17:00"),
        ([WEEKLY | {"byday": "MO", "closes_at": "late"}], "Open: Monday"),
        ([WEEKLY | {"byday": "MO", "closes_at": "17:00 or so"}], "Open: Monday"),
        ([WEEKLY | {"byday": "MO, TU"}], "Open: Monday, Tuesday 09:00–17:00"),
        ([WEEKLY | {"byday": "MO,1TU"}, {"description": "By night"}], ""),
        ([{"description": "In winter", "valid_from": "2999-01-01"}], ""),
        ([{"description": "In winter", "valid_to": "2020-01-01"}, WEEKLY], "Open: 09:00–17:00"),
        ([{"description": f"Hall {number}"} for number in range(22)], ""),
        ([{"description": f"{number} {'x' * 150}"} for number in range(3)], ""),
        ("always", ""),
    ],
)
def test_opening_hours_stand_below_the_description(amina, browse, schedules, told):
    client = browse(amina)
    send(client, written(FOOD_BANK | {"schedules": schedules}))
    client.post(url("elsewhere_run", Upload.objects.get().pk))
    service = OutsideService.objects.get()
    assert service.description.splitlines()[1:] == ([told] if told else [])
    assert told in client.get(url("elsewhere_detail", service.pk)).text


def test_hours_of_a_place_are_read_and_the_longest_words_leave_them_room():
    there = FOOD_BANK["service_at_locations"][0] | {"schedules": [{"description": "By night"}]}
    long = FOOD_BANK | {"description": "x" * 2000, "service_at_locations": [there]}
    (service,) = read(written(long)).services
    assert len(service.description) == 1000
    assert service.description.endswith("x\nOpen: By night")


def test_an_e_mail_address_is_left_out(amina, browse):
    address = {"email": "rosa@example.org"}
    contacts = {"contacts": [address], "organization": FOOD_BANK["organization"] | address}
    client = browse(amina)
    send(client, written(FOOD_BANK | address | contacts))
    client.post(url("elsewhere_run", Upload.objects.get().pk))
    assert "rosa" not in str(OutsideService.objects.values().get())


def test_what_we_tell_others_can_read(hall, network, client):
    out = client.get(url("hsds_services")).content
    (service,) = read(out).services
    assert (service.name, service.organization) == ("The hall", "Millbrook: Kitchen")
    assert service.place == network.area


def test_a_link_runs_nothing(amina, browse):
    for nasty in ("javascript:alert(1)", "data:text/html,x", "//x", "https://x y", 7, None):
        (service,) = read(written(FOOD_BANK | {"url": nasty})).services
        assert service.url == ""


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1, 2]", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"contents": {}}']
)
def test_what_is_no_directory_is_refused_in_words(amina, browse, content):
    answer = send(browse(amina), content)
    assert answer.status_code == 422
    assert not Upload.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | nasty_texts,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*FOOD_BANK, "schedules", "byday", "contents", "location", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*FOOD_BANK, "schedules"]), JSON), st.booleans())
def test_whatever_a_directory_holds(amina, browse, told, wrong):
    """A plain message, or services that the database takes and pages show."""
    client = browse(amina)
    answer = send(client, json.dumps([told if wrong else FOOD_BANK | told, FOOD_BANK]).encode())
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        assert client.get(answer["Location"]).status_code == 200
        client.post(url("elsewhere_run", Upload.objects.get().pk))
        for service in OutsideService.objects.all():
            assert client.get(url("elsewhere_detail", service.pk)).status_code == 200
        client.post(url("import_undo", ResourceImport.objects.get().pk))
    Upload.objects.all().delete()
    assert not OutsideService.objects.exists()


def test_who_hides_and_who_is_outside_sees_nothing_of_it(amina, bo, dara, browse):
    listed = listed_by(MemberFactory(network=amina.network, name="Hal"))
    hide(by=amina, name="Hal")
    assert "Food bank" not in browse(amina).get(url("elsewhere_list")).text
    assert browse(amina).get(url("elsewhere_detail", listed.pk)).status_code == 404
    assert browse(bo).get(url("elsewhere_detail", listed.pk)).status_code == 200
    assert browse(bo).post(url("elsewhere_unlist", listed.pk)).status_code == 403
    assert browse(dara).get(url("elsewhere_list")).status_code == 404
    assert browse(dara).post(url("elsewhere_unlist", listed.pk)).status_code == 404


def test_who_brought_it_in_takes_it_out(amina, browse):
    listed = listed_by(amina)
    browse(amina).post(url("elsewhere_unlist", listed.pk))
    assert not OutsideService.objects.exists()


def test_it_stays_when_they_leave_without_their_name(amina):
    listed_by(amina)
    leave(member=amina)
    assert OutsideService.objects.get().by is None
