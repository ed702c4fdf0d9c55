"""What the tests of a new card share."""

HELPING, NEWS = "/me/helping/", "Somebody says that you lost your card."
EMAIL, PASSWORD = "rosa@example.org", "four words that differ"
OLD, NEW = "an older secret of the page that prints", "a newer secret of the page that prints"
WORDS, NEWS_OF_ANOTHER = "under the old oak at six", "The Network of Another"


def is_picture(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("image/jpeg")


def is_text(answer):
    return answer.get("Content-Type", "").startswith("text/html") and not answer.streaming


def at(helper, verb):
    return f"{HELPING}{helper.pk}/{verb}/"


def kinds(told):
    return sorted((user.display_name, kind.partition(".")[2]) for user, kind, _path in told)
