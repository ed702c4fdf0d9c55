"""Every URL by every role: outsiders get 404, visitors are sent to sign in, and members without
the act get 403 with how to gain it. Built from the URLconf: a URL without a row fails.

Each URL is asked with GET and, where it takes one, with an empty POST.
"""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.shortcuts import resolve_url
from django.test import Client

from tests.accounts.factories import come_in_by_unconfirmed_card
from tests.matrix import load_samples, pages

OK = {200, 204, 302, 422}
"""Shown, done and led on, or an empty form sent back."""
SIGN_IN, REFUSED, NOT_FOUND = "sign in", 403, 404
TO_LOOK_AT = "shown, and whoever sends it signs in first"

ROLES = {
    "visitor": None,
    "outsider": "dara",
    "newcomer": "newcomer",
    "member": "chen",
    "hidden": "hal",
    "on_break": "paula",
    "oneself": "amina",
    "unconfirmed": "amina",
}
"""Who asks for what is Amina's, and which of the cast that is: the last came in just now, by a
new card that nobody has confirmed."""
ON_SQLITE_ALONE = {"outsider", "oneself", "unconfirmed"}
"""No engine could take these for somebody else: an outsider has another key, and a session says
that nobody confirmed the card. As Amina herself `test_no_form_breaks` asks on PostgreSQL, too."""

EVERYONE = dict.fromkeys(ROLES, OK)
SIGNED_IN = EVERYONE | {"visitor": SIGN_IN}
CONFIRMED = SIGNED_IN | {"unconfirmed": REFUSED}
"""Ways in, and what is sealed about oneself."""
SIGNED_IN_LATELY = dict.fromkeys(ROLES, SIGN_IN) | {"unconfirmed": REFUSED}
"""In the tests nobody has signed in within the last minutes."""
MEMBERS = SIGNED_IN | {"outsider": NOT_FOUND, "on_break": REFUSED}
KNOWN = MEMBERS | {"newcomer": REFUSED}
"""Members whom others here know."""
KNOWN_CONFIRMED = KNOWN | {"unconfirmed": REFUSED}
AUTHOR = MEMBERS | dict.fromkeys(["newcomer", "member", "hidden"], REFUSED)
"""Members see it; whoever made it changes it."""
MINE = MEMBERS | dict.fromkeys(["newcomer", "member", "hidden"], NOT_FOUND)
"""Nobody else is even told that it is there."""
OWN = MINE | {"on_break": NOT_FOUND}
"""The same, of one's account instead of one network."""
NOBODYS = MINE | dict.fromkeys(["oneself", "unconfirmed"], NOT_FOUND)
"""For those alone who look at a concern, or whom it is about: see tests of concerns."""
HIDDEN = {"hidden": NOT_FOUND}
SEEN = MEMBERS | HIDDEN | {"on_break": NOT_FOUND}
"""A need that members see; who takes a break sees what anybody sees."""
OWN_NEED = AUTHOR | HIDDEN | {"on_break": NOT_FOUND, "unconfirmed": REFUSED}
MINE_CONFIRMED = OWN | {"unconfirmed": REFUSED}

WHOM_I_HIDE_FROM = {"networks:show_hidden", "accounts:show_my_data", "accounts:export_my_data"}
"""Where somebody reads the names that they typed."""

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
    "accounts:show_identity": CONFIRMED,
    "accounts:change_names": SIGNED_IN,
    "accounts:change_password": SIGNED_IN_LATELY,
    "accounts:my_data": SIGNED_IN,
    "accounts:show_my_data": CONFIRMED,
    "accounts:export_my_data": SIGNED_IN_LATELY,
    "accounts:my_readings": CONFIRMED,
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
    "accounts:end_session": OWN,
    "accounts:end_all_sessions": SIGNED_IN,
    "accounts:helper_list": SIGNED_IN_LATELY,
    "accounts:helper_meet": SIGNED_IN_LATELY,
    "accounts:helper_name": SIGNED_IN_LATELY,
    "accounts:helper_end": SIGNED_IN_LATELY,
    "accounts:new_card": CONFIRMED,
    "accounts:new_card_stop": CONFIRMED,
    "accounts:new_card_code": SIGNED_IN,
    "accounts:helping": CONFIRMED,
    "accounts:helping_code": CONFIRMED,
    "accounts:card_ask": MINE_CONFIRMED,
    "accounts:card_second": SIGNED_IN_LATELY,
    "accounts:card_take_back": MINE_CONFIRMED,
    "accounts:card_hand_over": SIGNED_IN_LATELY,
    "accounts:card_confirm": SIGNED_IN_LATELY,
    "accounts:helping_end": MINE_CONFIRMED,
    # networks
    "networks:front": EVERYONE,
    "networks:start": EVERYONE | {"visitor": TO_LOOK_AT},
    "networks:enter_code": EVERYONE,
    "networks:join": EVERYONE,
    "networks:join_here": EVERYONE,
    "networks:knock_no_more": SIGNED_IN,
    "networks:page": EVERYONE,
    "networks:home": MEMBERS,
    "networks:ready": MEMBERS,
    "networks:circles": MEMBERS,
    "networks:leave": MEMBERS | {"on_break": OK},
    "networks:known": KNOWN,
    "networks:meet": KNOWN,
    "networks:vouch": KNOWN_CONFIRMED,
    "networks:take_back": MINE,
    "networks:invite": MEMBERS,
    "networks:make_link": MEMBERS,
    "networks:take_by_hand": MEMBERS,
    "networks:make_poster": MEMBERS,
    "networks:end_invitation": AUTHOR,
    "networks:poster": MEMBERS,
    "networks:words": KNOWN,
    "networks:facts": KNOWN,
    "networks:picture": MEMBERS,
    "networks:picture_remove": MEMBERS,
    "networks:picture_small": KNOWN_CONFIRMED | {"hidden": NOT_FOUND},
    "networks:picture_large": KNOWN_CONFIRMED | {"hidden": NOT_FOUND},
    "networks:agreed": MEMBERS,
    "networks:take_up": KNOWN,
    "networks:change_rule": KNOWN,
    "networks:second": KNOWN | dict.fromkeys(["oneself", "unconfirmed"], REFUSED),
    "networks:take_suggestion_back": AUTHOR,
    "networks:starter": MEMBERS,
    "networks:ask_for_welcome": MEMBERS,
    "networks:no_welcome": MEMBERS,
    "networks:another_welcome": NOBODYS,
    "networks:welcome_words": NOBODYS | {"unconfirmed": REFUSED},
    "networks:welcome": KNOWN,
    "networks:hand_back": MINE,
    "networks:touch": MEMBERS,
    "networks:choose_touch": MEMBERS | {"unconfirmed": REFUSED},
    "networks:end_touch": MINE,
    "networks:touch_act": NOBODYS | {"unconfirmed": REFUSED},
    "networks:vouch_by_now": KNOWN_CONFIRMED,
    "networks:concern_list": MEMBERS | {"on_break": OK},
    "networks:concern_new": MEMBERS | {"on_break": OK},
    "networks:concern": MINE | {"on_break": NOT_FOUND},
    "networks:concern_before": NOBODYS,
    "networks:concern_read": NOBODYS | {"unconfirmed": REFUSED},
    "networks:concern_told": MINE_CONFIRMED,
    "networks:concern_ask": NOBODYS | {"unconfirmed": REFUSED},
    "networks:concern_question": NOBODYS | {"on_break": NOT_FOUND, "unconfirmed": REFUSED},
    "networks:concern_answer": NOBODYS | {"on_break": NOT_FOUND, "unconfirmed": REFUSED},
    "networks:concern_propose": NOBODYS | {"unconfirmed": REFUSED},
    "networks:concern_decline": NOBODYS | {"unconfirmed": REFUSED},
    "networks:concern_accept": NOBODYS | {"on_break": NOT_FOUND, "unconfirmed": REFUSED},
    "networks:concern_end": NOBODYS | {"unconfirmed": REFUSED},
    "networks:concern_word": NOBODYS | {"unconfirmed": REFUSED},
    "networks:concern_withdraw": MINE_CONFIRMED,
    "networks:hide": MEMBERS | {"on_break": OK},
    "networks:show_hidden": MEMBERS | {"on_break": OK, "unconfirmed": REFUSED},
    "networks:show_again": MINE | {"on_break": NOT_FOUND},
    "networks:adopt_starter": KNOWN,
    # notices
    "notices:notice_list": SIGNED_IN,
    "notices:notice_open": OWN,
    "notices:read_all": SIGNED_IN,
    "notices:choices": SIGNED_IN,
    "notices:clock": SIGNED_IN,
    "notices:subscribe": SIGNED_IN,
    "notices:subscription_end": OWN,
    "notices:worker": EVERYONE,
    "notices:calendar": CONFIRMED,
    "notices:calendar_reset": CONFIRMED,
    "notices:calendar_end": CONFIRMED,
    "notices:calendar_feed": EVERYONE,
    "notices:unsubscribe": EVERYONE,
    # of locking
    "networks:lockdown": KNOWN_CONFIRMED,
    "networks:lockdown_keep": KNOWN_CONFIRMED,
    "networks:lockdown_keep_not": KNOWN_CONFIRMED,
    "networks:lockdown_give": KNOWN_CONFIRMED,
    "networks:lockdown_part": KNOWN_CONFIRMED,
    "networks:lockdown_have": KNOWN_CONFIRMED,
    "networks:lockdown_rehearse": KNOWN_CONFIRMED,
    "networks:lockdown_code": KNOWN_CONFIRMED,
    "networks:lockdown_now": KNOWN_CONFIRMED,
    "networks:wipe": KNOWN_CONFIRMED,
    "networks:wipe_agree": KNOWN_CONFIRMED,
    "networks:wipe_agree_not": KNOWN_CONFIRMED,
    "networks:wipe_yes": SIGNED_IN_LATELY,
    "networks:wipe_stop": MEMBERS | {"on_break": OK},
    "networks:wake": EVERYONE,
    "networks:wipe_by_parts": EVERYONE,
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
    "needs:category_list": MEMBERS,
    "needs:category_new": KNOWN,
    "needs:category_change": KNOWN,
    "needs:category_retire": KNOWN,
    "needs:category_offer": KNOWN,
    "needs:practice_list": EVERYONE,
    "needs:practice_new": KNOWN,
    "needs:practice_by_code": EVERYONE,
    "needs:practice_detail": SEEN,
    "needs:practice_close": SEEN,
    "needs:practice_change": OWN_NEED,
    "needs:practice_yes": OWN_NEED,
    "needs:practice_withdraw": OWN_NEED,
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
    "needs:answer_afterwards": EVERYONE,
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
    # of needs
    "needs:need_list": EVERYONE,
    "needs:need_new": EVERYONE,
    "needs:need_post": EVERYONE,
    "needs:need_by_code": EVERYONE,
    "needs:need_map": EVERYONE,
    "needs:need_sheet": EVERYONE,
    "needs:filter_list": MEMBERS,
    "needs:filter_save": MEMBERS,
    "needs:filter_stop": MINE,
    "needs:need_to_do": KNOWN,
    "needs:need_to_ask": KNOWN,
    "needs:need_detail": SEEN,
    "needs:need_posted": SEEN,
    "needs:need_words": OWN_NEED,
    "needs:need_change": OWN_NEED,
    "needs:need_withdraw": OWN_NEED,
    "needs:need_met": OWN_NEED,
    "needs:need_skip": OWN_NEED,
    "needs:need_open_again": OWN_NEED,
    "needs:need_close": SEEN,
    "needs:need_pledge": MEMBERS | HIDDEN | dict.fromkeys(["oneself", "unconfirmed"], REFUSED),
    "needs:pledge_words": OWN_NEED,
    "needs:pledge_edit": OWN_NEED | {"oneself": REFUSED},
    "needs:pledge_change": OWN_NEED | {"oneself": REFUSED},
    "needs:pledge_accept": OWN_NEED,
    "needs:pledge_decline": OWN_NEED,
    "needs:pledge_take_back": OWN_NEED | {"oneself": REFUSED},
    "needs:pledge_done": OWN_NEED,
    "needs:pledge_contact": OWN_NEED,
    "needs:need_take": KNOWN | HIDDEN | dict.fromkeys(["oneself", "unconfirmed"], REFUSED),
    "needs:need_hand_back": AUTHOR,
    "needs:need_text": AUTHOR | {"unconfirmed": REFUSED},
    "needs:need_spoke": AUTHOR,
    "needs:need_not_needed": AUTHOR,
    # of the stock
    "resources:stock_list": EVERYONE,
    "resources:stock_low": MEMBERS,
    "resources:stock_soon": MEMBERS | {"unconfirmed": REFUSED},
    "resources:stock_print": MEMBERS | {"unconfirmed": REFUSED},
    "resources:stock_csv": MEMBERS | {"unconfirmed": REFUSED},
    "resources:goods_new": KNOWN_CONFIRMED,
    "resources:goods_detail": MEMBERS | {"unconfirmed": REFUSED},
    "resources:goods_in": KNOWN_CONFIRMED,
    "resources:goods_mark": KNOWN_CONFIRMED,
    "resources:lot_detail": MEMBERS | {"unconfirmed": REFUSED},
    "resources:lot_out": KNOWN_CONFIRMED,
    "resources:stock_undo": KNOWN_CONFIRMED,
    # of the purse
    "resources:purse_first": MEMBERS,
    "resources:purse_detail": MEMBERS | {"unconfirmed": REFUSED},
    "resources:purse_in": KNOWN_CONFIRMED,
    "resources:purse_out": KNOWN_CONFIRMED,
    "resources:purse_currency": KNOWN_CONFIRMED,
    "resources:purse_csv": MEMBERS | {"unconfirmed": REFUSED},
    "resources:purse_correct": KNOWN_CONFIRMED,
    "resources:slip_detail": MEMBERS | {"unconfirmed": REFUSED},
    "resources:slip_confirm": KNOWN_CONFIRMED,
    "resources:slip_take_back": AUTHOR | {"unconfirmed": REFUSED},
    "resources:slip_receipt": MEMBERS | {"unconfirmed": REFUSED},
    "resources:slip_add_receipt": KNOWN_CONFIRMED,
    # of what is shared
    "resources:item_calendar": MEMBERS,
    "resources:item_wait": MEMBERS,
    "resources:item_wait_end": MEMBERS,
    "resources:item_label": OWN_NEED,
    "resources:loan_ask": MEMBERS,
    "resources:loan_list": MEMBERS | {"on_break": OK},
    "resources:loan_all": MEMBERS | {"on_break": OK},
    "resources:loan_detail": OWN,
    "resources:loan_words": MINE_CONFIRMED,
    "resources:loan_agree": MINE_CONFIRMED,
    "resources:loan_decline": MINE_CONFIRMED,
    "resources:loan_take_back": MINE_CONFIRMED,
    "resources:loan_hand_over": MINE_CONFIRMED,
    "resources:loan_return": MINE_CONFIRMED,
    "resources:loan_notes": MINE_CONFIRMED,
    "resources:loan_picture": MINE_CONFIRMED,
    "resources:loan_keep": MINE_CONFIRMED,
    "resources:loan_renew": MINE_CONFIRMED,
    "resources:loan_not_longer": MINE_CONFIRMED,
    "resources:loan_contact": MINE_CONFIRMED,
    "resources:item_list": EVERYONE,
    "resources:item_mine": MEMBERS,
    "resources:item_new": MEMBERS,
    "resources:item_share": MEMBERS,
    "resources:item_detail": SEEN,
    "resources:item_words": OWN_NEED | {"on_break": REFUSED},
    "resources:item_change": OWN_NEED | {"on_break": REFUSED},
    "resources:item_pause": OWN_NEED,
    "resources:item_share_again": OWN_NEED,
    "resources:item_take_out": OWN_NEED,
    "resources:item_look_after": OWN_NEED | {"on_break": REFUSED},
    "resources:item_let_go": OWN_NEED | {"on_break": REFUSED},
    "resources:item_windows": OWN_NEED,
    "resources:window_remove": OWN_NEED,
    "resources:item_photos": OWN_NEED,
    "resources:photo_remove": OWN_NEED,
    "resources:photo_large": MEMBERS | HIDDEN | {"unconfirmed": REFUSED},
    "resources:photo_small": MEMBERS | HIDDEN | {"unconfirmed": REFUSED},
    "resources:item_vouch": KNOWN | HIDDEN | dict.fromkeys(["oneself", "unconfirmed"], REFUSED),
    "resources:item_vouch_no_more": MEMBERS | HIDDEN | {"unconfirmed": REFUSED},
    "resources:item_ask": MEMBERS | HIDDEN | dict.fromkeys(["oneself", "unconfirmed"], REFUSED),
    "resources:ask_list": MEMBERS,
    "resources:ask_limit": MEMBERS,
    "resources:ask_detail": MINE,
    "resources:ask_words": MINE | {"unconfirmed": REFUSED},
    "resources:ask_yes": MINE | {"unconfirmed": REFUSED},
    "resources:ask_no": MINE | {"unconfirmed": REFUSED},
    "resources:ask_take_back": MINE | dict.fromkeys(["oneself", "unconfirmed"], REFUSED),
    "resources:ask_done": MINE | {"unconfirmed": REFUSED},
    "resources:ask_contact": MINE | {"unconfirmed": REFUSED},
    # of what is brought in by a file
    "resources:import_upload": MEMBERS,
    "resources:import_match": MINE | {"unconfirmed": REFUSED},
    "resources:import_preview": MINE | {"unconfirmed": REFUSED},
    "resources:import_left": MINE | {"unconfirmed": REFUSED},
    "resources:import_run": MINE | {"unconfirmed": REFUSED},
    "resources:import_drop": MINE | {"unconfirmed": REFUSED},
    "resources:import_list": MEMBERS,
    "resources:import_done": MINE | {"unconfirmed": REFUSED},
    "resources:import_undo": MINE | {"unconfirmed": REFUSED},
    "resources:export_mine": MEMBERS | {"unconfirmed": REFUSED},
    "resources:export_all": MEMBERS | {"unconfirmed": REFUSED},
    "resources:said_list": MEMBERS,
    "resources:said_mine": MEMBERS,
    "resources:said_mine_show": MEMBERS | {"unconfirmed": REFUSED},
    "resources:said_show": MINE | {"unconfirmed": REFUSED},
    "resources:said_invite": MINE | {"unconfirmed": REFUSED},
    "resources:said_forget": MINE | {"unconfirmed": REFUSED},
    "resources:said_share": MINE | {"unconfirmed": REFUSED},
    "resources:said_drop": MINE | {"unconfirmed": REFUSED},
    # of services of others, and for programs
    "resources:elsewhere_list": MEMBERS,
    "resources:elsewhere_upload": MEMBERS,
    "resources:elsewhere_preview": MINE | {"unconfirmed": REFUSED},
    "resources:elsewhere_run": MINE | {"unconfirmed": REFUSED},
    "resources:elsewhere_drop": MINE | {"unconfirmed": REFUSED},
    "resources:elsewhere_detail": MEMBERS | HIDDEN,
    "resources:elsewhere_unlist": AUTHOR | HIDDEN,
    "resources:hsds_about": EVERYONE,
    "resources:hsds_services": EVERYONE,
    "resources:hsds_service": EVERYONE,
    "resources:need_ask": AUTHOR,
    "resources:need_asked": MINE,
    "resources:need_asked_no": MINE | {"unconfirmed": REFUSED},
    "resources:need_asked_later": MINE | {"unconfirmed": REFUSED},
}

OF_ALL = {"rule", "act", "category", "kind", "extension"}
"""Parts of URLs that are the same in every network."""

load_samples()
everything = pytest.mark.parametrize("url", pages(), ids=lambda url: url.name)


def test_every_url_has_a_row():
    assert {url.name for url in pages()} == set(ROWS)


@everything
def test_permission(url, amina, request):
    address = url.address(amina)
    cast = {role: name and request.getfixturevalue(name) for role, name in ROLES.items()}
    for role, who in cast.items():
        if role in ON_SQLITE_ALONE and connection.vendor != "sqlite":
            continue
        # Each finds what the one before found, too.
        before = connection.savepoint()
        answers = ask(client_of(role, who), address)
        connection.savepoint_rollback(before)
        for answer in answers:
            told = f"{role}: {answer.status_code}"
            assert as_expected(answer, ROWS[url.name][role]), told
            if role == "hidden" and url.name != "accounts:sign_in_with_link":
                assert "Amina" not in answer.text, "to whom somebody hides from, they are not there"
            if role == "oneself" and url.name not in WHOM_I_HIDE_FROM:
                assert not re.search(r"\bHal\b", answer.text), "nor is Hal there for her"


def client_of(role, who):
    client = Client()
    if role == "unconfirmed":
        come_in_by_unconfirmed_card(client, who.user)
    elif who:
        client.force_login(who.user)
    return client


def as_expected(answer, expected):
    if expected == TO_LOOK_AT:
        expected = SIGN_IN if answer.wsgi_request.method == "POST" else OK
    if expected == SIGN_IN:
        return is_sign_in(answer)
    if expected == OK:
        return answer.status_code in OK and not is_sign_in(answer)
    return answer.status_code == expected and (expected != REFUSED or says_how(answer))


def says_how(answer):
    """In a sentence, or by the page of who takes a break."""
    return answer.context.get("exception") or "breaks" in answer.context


@pytest.mark.once
@pytest.mark.parametrize(
    "url",
    [url for url in pages() if "slug" in url.parts and {*url.parts} - {"slug", *OF_ALL}],
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
