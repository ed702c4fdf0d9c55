"""Lets so much time pass that all that is to be forgotten is, and does what is done at night.

Prints as JSON what each rule of the page of what is kept took out, and by what it would be known.
"""

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

import time_machine  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from mutualaid import hooks  # noqa: E402
from mutualaid.jobs.registry import handlers, nightly_kinds  # noqa: E402
from mutualaid.sealed.models import Access, Checkpoint, Erased  # noqa: E402

MARKS = {Access: "link"}
"""What a row has for itself, where that is not its id: these count from 1."""


def rows() -> set[tuple[str, Any]]:
    return {
        (model._meta.label, mark)
        for model in apps.get_models()
        for mark in model._default_manager.values_list(MARKS.get(model, "pk"), flat=True)
    }


def copies() -> set[tuple[str, Any]]:
    return {("a copy", path) for path in Path(settings.BACKUP_DIR).glob("*.backup")}


before, took = rows(), defaultdict(set)
with time_machine.travel(timezone.now() + timedelta(days=400)):
    rules = [rule for rule in hooks.all_kept() if rule.purge]
    for rule in rules:
        there = rows() | copies()
        rule.purge()
        took[rule.purge] |= {label for label, _mark in there - rows() - copies()}
    for kind in nightly_kinds * 2:  # what one night takes out, the next one takes off the disk
        handlers[kind].work()
gone = defaultdict(list)
noted = Checkpoint.objects.values_list("link"), Erased.objects.values_list("key")  # for good
stays = {mark for those in noted for (mark,) in those}
for label, mark in before - rows():
    if mark not in stays:
        gone[label].append(mark)
print(json.dumps({"took": {rule.what: [*took[rule.purge]] for rule in rules}, "gone": gone}))
