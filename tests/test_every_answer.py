"""What every answer keeps to: each URL is asked four times, by GET and POST of a visitor and of a
member, and all who look at what it answers look at these.

Built from the URLconf, as the matrix is; refusals are among the answers.
"""

import pytest
from django.test import Client

from tests.accounts.test_quick_exit import assert_exit
from tests.look.test_every_page import UNSEEN, assert_light, is_page
from tests.look.test_printed import assert_says_when_to_shred
from tests.matrix import load_samples, pages, together, undone
from tests.test_manners import assert_says_what_it_is

load_samples()


@pytest.mark.once
@together(pages())
def test_every_answer(urls, fresh, amina, subtests):
    """That to a visitor, and to Amina, who has signed in just now."""
    for url in urls:
        with subtests.test(url.name), undone():
            address, visitor, hers = url.address(amina), Client(), fresh(amina)
            answers = []
            for ask in (visitor.get, visitor.post, hers.get, hers.post):
                with undone():
                    answers.append(ask(address))
                assert_exit(answers[-1], url)
                assert_says_what_it_is(answers[-1])
            shown = answers[2]
            if not is_page(shown):
                assert url.name in UNSEEN or shown.status_code == 405
                continue
            assert_light(shown.text, url)
            if url.name != "accounts:bread":
                assert_says_when_to_shred(shown)
