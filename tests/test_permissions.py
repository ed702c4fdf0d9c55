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

EVERYONE = (OK, OK, OK)
"""What visitor, member, outsider get."""
SIGNED_IN = (SIGN_IN, OK, OK)
SIGNED_IN_LATELY = (SIGN_IN, SIGN_IN, SIGN_IN)
"""In the tests nobody has signed in within the last minutes."""
MEMBERS = (SIGN_IN, OK, NOT_FOUND)

ROWS: dict[str, tuple] = {
    # pages of no app
    "language": EVERYONE,
    "look": EVERYONE,
    # accounts
    "accounts:sign_up": EVERYONE,
    "accounts:sign_up_without_email": EVERYONE,
    "accounts:sign_in": EVERYONE,
    "accounts:check_code": EVERYONE,
    "accounts:sign_in_with_password": EVERYONE,
    "accounts:sign_in_with_link": EVERYONE,
    "accounts:sign_out": EVERYONE,
    "accounts:signed_out": EVERYONE,
    "accounts:me": SIGNED_IN,
    "accounts:show_identity": SIGNED_IN,
    "accounts:change_names": SIGNED_IN,
    "accounts:change_password": SIGNED_IN_LATELY,
    "accounts:sessions": SIGNED_IN,
    "accounts:end_session": MEMBERS,
    "accounts:end_all_sessions": SIGNED_IN,
    # networks
    "networks:front": EVERYONE,
    "networks:start": SIGNED_IN,
    "networks:enter_code": EVERYONE,
    "networks:join": EVERYONE,
    "networks:page": EVERYONE,
    "networks:home": MEMBERS,
    "networks:ready": MEMBERS,
    "networks:circles": MEMBERS,
    "networks:leave": MEMBERS,
    "networks:invite": MEMBERS,
    "networks:make_link": MEMBERS,
    "networks:make_poster": MEMBERS,
    "networks:end_invitation": MEMBERS,
    "networks:poster": MEMBERS,
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
    "needs:import_which": MEMBERS,
    "needs:import_match": MEMBERS,
    "needs:import_preview": MEMBERS,
    "needs:import_run": MEMBERS,
    "needs:import_drop": MEMBERS,
    "needs:import_list": MEMBERS,
    "needs:import_done": MEMBERS,
    "needs:import_undo": MEMBERS,
    # of building surveys
    "needs:survey_list": MEMBERS,
    "needs:survey_new": MEMBERS,
    "needs:survey_begin_ready": MEMBERS,
    "needs:survey_detail": MEMBERS,
    "needs:survey_preview": MEMBERS,
    "needs:survey_poster": MEMBERS,
    "needs:survey_copy": MEMBERS,
    "needs:survey_confirm_open": MEMBERS,
    "needs:survey_open": MEMBERS,
    "needs:survey_close": MEMBERS,
    "needs:survey_remove": MEMBERS,
    "needs:survey_build": MEMBERS,
    "needs:survey_texts": MEMBERS,
    "needs:section_add": MEMBERS,
    "needs:section_edit": MEMBERS,
    "needs:section_up": MEMBERS,
    "needs:section_down": MEMBERS,
    "needs:section_remove": MEMBERS,
    "needs:question_kinds": MEMBERS,
    "needs:question_add": MEMBERS,
    "needs:question_edit": MEMBERS,
    "needs:question_up": MEMBERS,
    "needs:question_down": MEMBERS,
    "needs:question_remove": MEMBERS,
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

NOT_MINE = {
    "networks:end_invitation",
    "needs:import_undo",
    "needs:survey_confirm_open",
    "needs:survey_open",
    "needs:survey_close",
    "needs:survey_remove",
    "needs:survey_build",
    "needs:survey_texts",
    "needs:section_add",
    "needs:section_edit",
    "needs:section_up",
    "needs:section_down",
    "needs:section_remove",
    "needs:question_kinds",
    "needs:question_add",
    "needs:question_edit",
    "needs:question_up",
    "needs:question_down",
    "needs:question_remove",
}
"""URLs that another member, who has not the act, is refused."""


load_samples()
everything = pytest.mark.parametrize("url", pages(), ids=lambda url: url.name)


def test_every_url_has_a_row():
    assert {url.name for url in pages()} == set(ROWS)


@everything
@pytest.mark.parametrize("role", ["visitor", "member", "outsider"])
def test_permission(url, role, client, amina, dara):
    expected = ROWS[url.name][["visitor", "member", "outsider"].index(role)]
    address = url.address(amina)
    if who := {"member": amina, "outsider": dara}.get(role):
        client.force_login(who.user)
    for answer in ask(client, address):
        if expected == SIGN_IN:
            assert is_sign_in(answer)
        elif expected == OK and is_sign_in(answer):
            assert role == "visitor"
        elif expected == OK:
            assert answer.status_code in OK
        else:
            assert answer.status_code == expected


@pytest.mark.parametrize(
    "url", [url for url in pages() if url.name in NOT_MINE], ids=lambda url: url.name
)
def test_not_mine(url, client, amina, chen):
    client.force_login(chen.user)
    for answer in ask(client, url.address(amina)):
        assert answer.status_code == REFUSED
        assert answer.context["exception"], "says how to gain it"


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
