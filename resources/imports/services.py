"""Bringing in what is shared, taking it out again, and asking those who only said so."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.fields.related import ForeignObjectRel
from django.utils import timezone
from django.utils.translation import gettext as _

from mutualaid.db import claim, lock_row
from mutualaid.fields import random_id
from mutualaid.http import refuse
from mutualaid.networks.access import as_now
from mutualaid.networks.agreements.rules import agreed
from mutualaid.networks.joining.services import end_invitation, make_link
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.keys import new_key
from mutualaid.sealed.services import erase, seal, unseal
from mutualaid.spreadsheets.remarks import stored
from resources.items.models import Item, Photo, Window
from resources.items.services import add_window, forget_item, must_have_room, share_item

from .mapping import Draft, Person, Thing
from .models import ImportedItem, ResourceImport, Said, SaidOffer, Upload
from .queries import Content, Plan, content_of
from .rules import SAID_DAYS

FORGOTTEN_AFTER = timedelta(days=1)
UNDO = timedelta(days=7)
"""So long what came by a file can be taken out as a whole."""
MOST_SAID = 1000
"""People of whom one member keeps a list, to ask them."""
ITS_OWN = (ImportedItem, Window, Photo)
"""What hangs on an item and is its owner's alone."""


@transaction.atomic
def keep_upload(*, by: Member, content: Content) -> Upload:
    """Keep a table, sealed, until the member has agreed on what it means."""
    by = as_now(by)
    upload = Upload(by=by, key=new_key(under=by.network.key))
    seal(upload, "content", content.to_json(), key=upload.key)
    upload.save(force_insert=True)
    return upload


@transaction.atomic
def agree(*, upload: Upload, content: Content) -> None:
    """Note what the member chose, while it has not come in."""
    seal(upload, "content", content.to_json(), key=upload.key)
    claim(Upload.objects.filter(pk=upload.pk, run=None), content_sealed=upload.content_sealed)


@transaction.atomic
def forget_upload(*, upload: Upload) -> None:
    upload.delete()
    erase(upload.key)


def forget_old_uploads() -> None:
    old = Upload.objects.filter(kept_on__lt=timezone.localdate() - FORGOTTEN_AFTER)
    for upload in old.select_related("key"):
        forget_upload(upload=upload)


@transaction.atomic
def bring_in(*, by: Member, upload: Upload) -> ResourceImport:
    """Bring in what was agreed; of the upload only the lines that did not come in are left. A
    second press finds what the first one did. Raises `PermissionDenied` where there is no room."""
    by = as_now(by)
    upload = locked(Upload.objects.select_related("key__under", "run"), upload.pk)
    if upload.run:
        return upload.run
    content = content_of(upload)
    plan = Plan(content, by)
    run = ResourceImport.objects.create(
        network=by.network, by=by, what=content.what, summary=summary(plan.draft)
    )
    must_fit(by=by, draft=plan.draft)
    for thing in plan.draft.things:
        _share(by, run, thing)
    for person in plan.draft.people:
        _keep(by, run, person)
    left = Content(what=content.what, table=plan.left.to_json(), agreed=True)
    seal(upload, "content", left.to_json(), key=upload.key)
    upload.run = run
    upload.save(update_fields=["content_sealed", "run"])
    return run


def must_fit(*, by: Member, draft: Draft) -> None:
    """Raises `PermissionDenied` where that would be more than one list can hold."""
    own = sum(thing.told["circle"] is None for thing in draft.things)
    must_have_room(by=by, circle=None, more=own)
    for circle in {thing.told["circle"] for thing in draft.things} - {None}:
        more = sum(thing.told["circle"] == circle for thing in draft.things)
        must_have_room(by=by, circle=circle, more=more)
    if by.said.count() + len(draft.people) > MOST_SAID:
        refuse(_("Nobody can ask more than %s people. Share the list with others.") % MOST_SAID)


def why_not(*, by: Member, draft: Draft) -> str:
    """Why it would not fit, in words; empty where it does."""
    try:
        must_fit(by=by, draft=draft)
    except PermissionDenied as refused:
        return str(refused)
    return ""


def summary(draft: Draft) -> dict[str, Any]:
    """What came in and what did not; no cell's own words."""
    return {
        "things": len(draft.things),
        "people": len(draft.people),
        "offers": sum(len(person.offers) for person in draft.people),
        "left": len(draft.left),
        "cells": {name: draft.cells[name] for name in ("file", "taken", "left")},
        "named": stored(draft.remarks),
    }


def _share(by: Member, run: ResourceImport, thing: Thing) -> None:
    item = share_item(by=by, once=random_id(), **thing.told)
    if thing.paused:
        item.state = Item.State.PAUSED
    item.sure_on = thing.sure_on or item.sure_on
    item.save(update_fields=["state", "sure_on"])
    for weekday, start, end in thing.times:
        add_window(item=item, weekday=weekday, start=start, end=end)
    ImportedItem.objects.create(run=run, item=item)


def _keep(by: Member, run: ResourceImport, person: Person) -> None:
    key = new_key(under=by.network.key)
    said = Said(network=by.network, run=run, by=by, key=key, said_on=person.said_on)
    for column in ("who", "contact", "words"):
        seal(said, column, getattr(person, column), key=key)
    said.save(force_insert=True)
    for kind, category, name in person.offers:
        offer = SaidOffer(said=said, kind=kind, category=category)
        seal(offer, "name", name, key=key)
        offer.save(force_insert=True)


@transaction.atomic
def undo(*, by: Member, run: ResourceImport) -> int:
    """Take out what a run brought and nobody has used since; how many things stay. Raises
    `PermissionDenied` once it is too late."""
    if not may_undo(by, run):
        refuse(_("This came in too long ago. Take things out one by one, please."))
    lock_row(Network.objects.all(), pk=run.network_id)  # nobody asks for any of it meanwhile
    for said in run.said.select_related("key"):
        forget_said(said=said)
    stay = 0
    for made in run.made.select_related("item__network", "item__key"):
        if is_used(made.item):
            stay += 1
        else:
            forget_item(item=made.item)
    run.services.all().delete()
    run.delete()
    return stay


def may_undo(by: Member, run: ResourceImport) -> bool:
    return run.by_id == by.pk and run.made_on >= timezone.localdate() - UNDO


def is_used(item: Item) -> bool:
    """Whether somebody else has to do with it: asked for it, borrowed it, vouched for it."""
    relations = [
        relation
        for relation in Item._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in ITS_OWN
    ]
    return any(
        each.related_model._base_manager.filter(**{each.field.name: item}).exists()
        for each in relations
    )


@transaction.atomic
def invite(*, by: Member, said: Said) -> str:
    """A link for this one person and its code: who comes in by it finds what they said. The link
    made before it ends. Raises `PermissionDenied` once they came in by that."""
    by = as_now(by)
    said = locked(Said.objects.select_related("invitation"), said.pk)
    if said.invitation:
        if said.invitation.newcomers.exists():
            refuse(_("They came in by the link before. What they said waits for them there."))
        end_invitation(by=by, invitation=said.invitation)
    said.invitation, code = make_link(by=by, once=random_id())
    said.save(update_fields=["invitation"])
    return code


@transaction.atomic
def share_said(*, by: Member, offer: SaidOffer) -> Item:
    """What somebody said before they came in, they share now; seen by members, until they change
    that. Raises `PermissionDenied` as `share_item`."""
    by = as_now(by)
    offer = _offer_as_now(offer)
    assert offer.said.key
    kind = Item.Kind(offer.kind)
    item = share_item(
        by=by,
        once=random_id(),
        kind=kind,
        name=unseal(offer, "name", key=offer.said.key),
        category=offer.category,
        level=Item.Level.CAN if kind == Item.Kind.SKILL else "",
        hours=4 if kind == Item.Kind.TIME else None,
        conditions="",
        audience=Item.Audience.MEMBERS,
    )
    drop_offer(by=by, offer=offer)
    return item


@transaction.atomic
def drop_offer(*, by: Member, offer: SaidOffer) -> None:
    """Nothing is left of it; nor of who said it, once it was the last."""
    as_now(by)
    offer = _offer_as_now(offer)
    said = offer.said
    offer.delete()
    if not said.offers.exists():
        forget_said(said=said)


def _offer_as_now(offer: SaidOffer) -> SaidOffer:
    said = locked(Said.objects.select_related("key__under"), offer.said_id)
    return locked(said.offers.all(), offer.pk)


@transaction.atomic
def forget_said(*, said: Said) -> None:
    key = said.key
    said.delete()
    if key:
        erase(key)


@transaction.atomic
def forget_late(*, network: Network) -> None:
    """Those whom nobody asked, or who did not come."""
    until = network.today() - timedelta(days=agreed(network, SAID_DAYS))
    for said in network.said.filter(kept_on__lt=until).select_related("key"):
        forget_said(said=said)
    network.resource_imports.filter(made_on__lt=until).delete()


@transaction.atomic
def leave_imports(*, member: Member) -> None:
    """Nobody else was to read what others said."""
    for said in member.said.select_related("key"):
        forget_said(said=said)
    for upload in member.resource_uploads.select_related("key"):
        forget_upload(upload=upload)
    member.resource_imports.all().delete()


def locked[Row: Model](rows: QuerySet[Row], pk: int) -> Row:
    """One of these, as it is now; nobody else changes it until the transaction ends. Raises
    `PermissionDenied` where nothing is left of it by now."""
    try:
        return lock_row(rows, pk=pk)
    except rows.model.DoesNotExist:  # type: ignore[attr-defined]
        refuse(_("Nothing is left of this by now."))
