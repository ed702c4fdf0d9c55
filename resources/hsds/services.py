"""Bringing in who else is there."""

import json
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mutualaid.db import lock_row
from mutualaid.networks.access import as_now
from mutualaid.networks.concerns.things import shown
from mutualaid.networks.models import Member, Network
from mutualaid.sealed.services import seal
from mutualaid.spreadsheets.remarks import Remark, stored
from resources.imports.models import ResourceImport, Upload
from resources.imports.queries import Content, content_of
from resources.imports.services import keep_upload, locked

from .models import OutsideService
from .queries import listed_for
from .reading import Directory, Service

MOST = 5000
"""Services of others that one network lists."""


def keep(*, by: Member, directory: Directory) -> Upload:
    """Keep what was read until the member has seen it."""
    content = Content(what=ResourceImport.What.SERVICES, table=json.dumps(asdict(directory)))
    return keep_upload(by=by, content=content)


def directory_of(upload: Upload) -> Directory:
    """What of an upload is not listed yet."""
    kept = json.loads(content_of(upload).table)
    directory = Directory(
        [Service(**each) for each in kept["services"]],
        [Remark(**each) for each in kept["remarks"]],
    )
    return _without_those_listed(upload.by, directory)


def _without_those_listed(by: Member, directory: Directory) -> Directory:
    """Of what ``by`` cannot see nothing is told, and they can list it themselves."""
    listed = set(shown(listed_for(by), to=by).values_list("code", flat=True))
    there = [each for each in directory.services if each.code in listed]
    remarks = [Remark(0, "", _("It is listed already."), each.name) for each in there]
    new = [each for each in directory.services if each.code not in listed]
    room = max(MOST - by.network.outside_services.count(), 0)
    if len(new) > room:
        why = _("A network lists at most %s services.") % MOST
        remarks += [Remark(0, "", why, each.name) for each in new[room:]]
    return replace(directory, services=new[:room], remarks=[*directory.remarks, *remarks])


@transaction.atomic
def bring_in(*, by: Member, upload: Upload) -> ResourceImport:
    """List them. A second press finds what the first one did."""
    lock_row(Network.objects.all(), pk=by.network_id)  # of two at once each is listed once
    by = as_now(by)
    upload = locked(Upload.objects.select_related("key__under", "run", "by__network"), upload.pk)
    if upload.run:
        return upload.run
    directory = directory_of(upload)
    run = ResourceImport.objects.create(
        network=by.network,
        by=by,
        what=ResourceImport.What.SERVICES,
        summary=summary(directory),
    )
    OutsideService.objects.bulk_create(
        [
            OutsideService(network=by.network, run=run, by=by, **asdict(service))
            for service in directory.services
        ],
        batch_size=200,
    )
    nothing = Content(what=content_of(upload).what, table=json.dumps(asdict(Directory())))
    seal(upload, "content", nothing.to_json(), key=upload.key)
    upload.run = run
    upload.save(update_fields=["content_sealed", "run"])
    return run


def summary(directory: Directory) -> dict[str, Any]:
    return {
        "services": len(directory.services),
        "left": len(directory.remarks),
        "named": stored(directory.remarks),
    }


@transaction.atomic
def unlist(*, service: OutsideService) -> None:
    service.delete()


@transaction.atomic
def leave_services(*, member: Member) -> None:
    """What they listed stays, from no one."""
    member.outside_services.update(by=None)
