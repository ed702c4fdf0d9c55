"""What members do with what they share, which many tests begin with."""

from django.urls import reverse

FILLED = {
    "name": "A drill",
    "category": "hand-tools",
    "conditions": "Bring it back clean.",
    "audience": "members",
    "holder": "me",
    "quantity": "2",
}


def at(name, *arguments):
    return reverse(f"resources:{name}", args=["millbrook", *arguments])


def share(client, kind="tool", **filled):
    return client.post(at("item_share", kind), FILLED | filled)


def page(client, item):
    return client.get(at("item_detail", item.pk))


def names(client, **asked):
    return [row["name"] for row in client.get(at("item_list"), asked).context["rows"]]


def go(client, verb, item, **sent):
    return client.post(at(f"item_{verb}", item.pk), sent)
