"""Every URL by every role: outsiders get 404, visitors are sent to sign in, and members without
the act get 403 with how to gain it. Built from the URLconf: a URL without a row fails.

Each URL is asked with GET and, where it takes one, with an empty POST.
"""

import pytest
from django.conf import settings
from django.shortcuts import resolve_url

from tests.matrix import load_samples, pages

OK = {200, 204, 302, 422}
"""Shown, done and led on, or an empty form sent back."""
SIGN_IN, REFUSED, NOT_FOUND = "sign in", 403, 404

ROLES = {
    "visitor": None,
    "outsider": "dara",
    "newcomer": "newcomer",
    "member": "chen",
    "oneself": "amina",
}
"""Who asks for what is Amina's, and which of the cast that is."""

EVERYONE = dict.fromkeys(ROLES, OK)
SIGNED_IN = EVERYONE | {"visitor": SIGN_IN}
SIGNED_IN_LATELY = dict.fromkeys(ROLES, SIGN_IN)
"""In the tests nobody has signed in within the last minutes."""
MEMBERS = SIGNED_IN | {"outsider": NOT_FOUND}
KNOWN = MEMBERS | {"newcomer": REFUSED}
"""Members whom others here know."""
AUTHOR = MEMBERS | {"newcomer": REFUSED, "member": REFUSED}
"""Members see it; whoever made it changes it."""
MINE = MEMBERS | {"newcomer": NOT_FOUND, "member": NOT_FOUND}
"""Nobody else is even told that it is there."""

ROWS: dict[str, dict] = {
    # pages of no app
    "language": EVERYONE,
    "look": EVERYONE,
    # accounts
    "accounts:sign_up": EVERYONE,
    "accounts:sign_up_without_email": EVERYONE,
    "accounts:write_down": SIGNED_IN,
    "accounts:sign_in": EVERYONE,
    "accounts:check_code": EVERYONE,
    "accounts:sign_in_with_password": EVERYONE,
    "accounts:sign_in_with_link": EVERYONE,
    "accounts:sign_out": EVERYONE,
    "accounts:signed_out": EVERYONE,
    "accounts:quick_exit": EVERYONE,
    "accounts:bread": EVERYONE,
    "accounts:me": SIGNED_IN,
    "accounts:show_identity": SIGNED_IN,
    "accounts:change_names": SIGNED_IN,
    "accounts:change_password": SIGNED_IN_LATELY,
    "accounts:my_data": SIGNED_IN,
    "accounts:show_my_data": SIGNED_IN,
    "accounts:export_my_data": SIGNED_IN_LATELY,
    "accounts:my_readings": SIGNED_IN,
    "accounts:erase_me": SIGNED_IN_LATELY,
    "accounts:kept": EVERYONE,
    "accounts:asked": EVERYONE,
    "accounts:card_list": SIGNED_IN,
    "accounts:card_print": SIGNED_IN_LATELY,
    "accounts:card_end": SIGNED_IN_LATELY,
    "accounts:sign_in_with_card": EVERYONE,
    "accounts:card_scanned": EVERYONE,
    "accounts:passkey_list": SIGNED_IN_LATELY,
    "accounts:passkey_begin": SIGNED_IN_LATELY,
    "accounts:passkey_add": SIGNED_IN_LATELY,
    "accounts:passkey_remove": SIGNED_IN_LATELY,
    "accounts:sign_in_with_passkey": EVERYONE,
    "accounts:sign_in_begin": EVERYONE,
    "accounts:sessions": SIGNED_IN,
    "accounts:end_session": MINE,
    "accounts:end_all_sessions": SIGNED_IN,
    # networks
    "networks:front": EVERYONE,
    "networks:start": EVERYONE,
    "networks:enter_code": EVERYONE,
    "networks:join": EVERYONE,
    "networks:page": EVERYONE,
    "networks:home": MEMBERS,
    "networks:ready": MEMBERS,
    "networks:circles": MEMBERS,
    "networks:leave": MEMBERS,
    "networks:known": KNOWN,
    "networks:meet": KNOWN,
    "networks:vouch": KNOWN,
    "networks:take_back": MINE,
    "networks:invite": MEMBERS,
    "networks:make_link": MEMBERS,
    "networks:take_by_hand": MEMBERS,
    "networks:make_poster": MEMBERS,
    "networks:end_invitation": AUTHOR,
    "networks:poster": MEMBERS,
    "networks:picture": MEMBERS,
    "networks:picture_remove": MEMBERS,
    "networks:picture_small": KNOWN,
    "networks:picture_large": KNOWN,
    "networks:words": MEMBERS,
    "networks:facts": MEMBERS,
    "networks:agreed": MEMBERS,
    "networks:take_up": MEMBERS,
    # of the results
    "needs:result_pages": MEMBERS,
    "needs:words": MEMBERS,
    "needs:tag": MEMBERS,
    "needs:untag": MEMBERS,
    "needs:export": MEMBERS,
    "needs:ranking": MEMBERS,
    "needs:public_results": EVERYONE,
    "needs:public_ranking": EVERYONE,
    # of the imports
    "needs:import_upload": MEMBERS,
    "needs:import_which": MINE,
    "needs:import_match": MINE,
    "needs:import_preview": MINE,
    "needs:import_run": MINE,
    "needs:import_drop": MINE,
    "needs:import_list": MEMBERS,
    "needs:import_done": MEMBERS,
    "needs:import_undo": AUTHOR,
    # of building surveys
    "needs:survey_list": MEMBERS,
    "needs:survey_new": MEMBERS,
    "needs:survey_begin_ready": MEMBERS,
    "needs:survey_detail": MEMBERS,
    "needs:survey_preview": MEMBERS,
    "needs:survey_poster": MEMBERS,
    "needs:survey_copy": MEMBERS,
    "needs:survey_confirm_open": AUTHOR,
    "needs:survey_open": AUTHOR,
    "needs:survey_close": AUTHOR,
    "needs:survey_remove": AUTHOR,
    "needs:survey_build": AUTHOR,
    "needs:survey_texts": AUTHOR,
    "needs:section_add": AUTHOR,
    "needs:section_edit": AUTHOR,
    "needs:section_up": AUTHOR,
    "needs:section_down": AUTHOR,
    "needs:section_remove": AUTHOR,
    "needs:question_kinds": AUTHOR,
    "needs:question_add": AUTHOR,
    "needs:question_edit": AUTHOR,
    "needs:question_up": AUTHOR,
    "needs:question_down": AUTHOR,
    "needs:question_remove": AUTHOR,
    # of answering
    "needs:answer_start": EVERYONE,
    "needs:answer_begin": EVERYONE,
    "needs:answer_question": EVERYONE,
    "needs:answer_typed": EVERYONE,
    "needs:answer_skip": EVERYONE,
    "needs:answer_back": EVERYONE,
    "needs:answer_review": EVERYONE,
    "needs:answer_send": EVERYONE,
    "needs:answer_receipt": EVERYONE,
    "needs:answer_look": EVERYONE,
    "needs:answer_change": EVERYONE,
    "needs:answer_withdraw": EVERYONE,
    "needs:answer_forget": EVERYONE,
    "needs:answer_door": EVERYONE,
    "needs:answer_door_send": EVERYONE,
    "needs:service_worker": EVERYONE,
    "needs:sheet_list": MEMBERS,
    "needs:sheet_blank": MEMBERS,
    "needs:sheet_print": MEMBERS,
    "needs:sheet_find": MEMBERS,
    "needs:sheet_type": MEMBERS,
    "needs:sheet_check": MEMBERS,
    "needs:survey_heard": MEMBERS,
}

load_samples()
everything = pytest.mark.parametrize("url", pages(), ids=lambda url: url.name)


def test_every_url_has_a_row():
    assert {url.name for url in pages()} == set(ROWS)


@everything
@pytest.mark.parametrize("role", ROLES)
def test_permission(url, role, client, amina, request):
    expected = ROWS[url.name][role]
    address = url.address(amina)
    if ROLES[role]:
        client.force_login(request.getfixturevalue(ROLES[role]).user)
    for answer in ask(client, address):
        if expected == SIGN_IN:
            assert is_sign_in(answer)
        elif expected == OK and is_sign_in(answer):
            assert role == "visitor"
        elif expected == OK:
            assert answer.status_code in OK
        else:
            assert answer.status_code == expected
        if expected == REFUSED:
            assert answer.context["exception"], "says how to gain it"


@pytest.mark.parametrize(
    "url",
    [url for url in pages() if "slug" in url.parts and len(url.parts) > 1],
    ids=lambda url: url.name,
)
def test_no_network_opens_what_is_in_another(url, browse, amina, dara):
    """Dara asks in her own network for what is Amina's: for all of it, and for each part."""
    hers, foreign = url.values(dara), url.values(amina)
    foreign["slug"] = hers["slug"]
    mixed = [hers | {part: foreign[part]} for part in url.parts]
    addresses = {url.at(values) for values in [foreign, *mixed]} - {url.at(hers)}
    assert addresses
    for address in addresses:
        for answer in ask(browse(dara), address):
            assert answer.status_code == NOT_FOUND


def ask(client, address):
    """The answers to GET and POST, but for a method that the URL does not take."""
    answers = [client.get(address), client.post(address)]
    taken = [answer for answer in answers if answer.status_code != 405]
    assert taken
    return taken


def is_sign_in(answer):
    """Led to sign in; or, where something was sent, offered to do so and to send it again."""
    if answer.status_code == 403:
        return "signed_out.html" in {template.name for template in answer.templates}
    return answer.status_code == 302 and answer["Location"].startswith(
        resolve_url(settings.LOGIN_URL) + "?next="
    )
