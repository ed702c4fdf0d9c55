"""Whatever is typed into any form, no page breaks. Built from the URLconf, as the matrix is."""

import re

from tests.matrix import load_samples, pages, together, undone

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
NASTY = [
    "",
    "\x00",
    "'; DROP TABLE networks_member; --<script>alert(1)</script>",
    "\u202e\u0645\u0631\u062d\u0628\u0627 \U0001f35e",
    "9" * 40,
    "-1",
    "2026-02-30",
    "x" * 20_000,
]
load_samples()


def forms_of(page, address):
    """Where each form of a page is sent to, and the names of its fields."""
    for attributes, inner in FORM.findall(page):
        if 'method="post"' in attributes:
            action = re.search(r'action="([^"]*)"', attributes)
            names = {*NAME.findall(inner)} - {"csrfmiddlewaretoken", "language"}
            if names:
                yield action[1] if action else address, names


@together(pages())
def test_no_form_breaks(urls, fresh, amina, bo, chen, subtests):
    for url in urls:
        with subtests.test(url.name), undone():
            client, address = fresh(amina), url.address(amina)
            shown = client.get(address)
            if shown.status_code != 200 or "html" not in shown["Content-Type"]:
                continue
            for action, names in forms_of(shown.text, address):
                for typed in NASTY:
                    with undone():
                        answer = client.post(action, dict.fromkeys(names, typed))
                    assert answer.status_code < 500, f"{action}: {typed[:20]!r}"
                    assert "<script>alert(1)" not in getattr(answer, "text", "")


def test_forms_are_found(client, db):
    """A test that finds no form proves nothing."""
    found = list(forms_of(client.get("/sign-in/").text, "/sign-in/"))
    assert any("email" in names for _action, names in found)
