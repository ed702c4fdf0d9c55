"""Public services of a network as `service` objects of HSDS 3.0, with all that hangs on each.

The form is that of github.com/openreferral/specification, ``schema/*.json``, version 3.0. Ids are
UUIDs that follow from our own, so that they stay the same. Where something is, only the area
of its network says: no page tells more of it either.
"""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mutualaid import hooks
from mutualaid.hooks import PublicService
from mutualaid.networks.models import Circle, Network
from mutualaid.networks.places import middle_of
from needs.open_eligibility import Term, term_of
from needs.own_categories.queries import kind_in

VERSION = "3.0"
PROFILE = "https://docs.openreferral.org/en/3.0/hsds/overview.html"
OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
OPEN_ELIGIBILITY = {
    "id": str(uuid5(NAMESPACE_URL, "https://openeligibility.org/")),
    "name": "Open Eligibility",
    "description": "The Open Eligibility Human Services Taxonomy",
    "uri": "https://openeligibility.org/",
}
OWN_WORDS = {
    "id": str(uuid5(NAMESPACE_URL, "mutualaid categories")),
    "name": "mutualaid",
    "description": "Kinds of need as mutual aid networks name them",
}


def about() -> dict[str, str]:
    return {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}


def services_of(network: Network) -> list[PublicService]:
    return [service for services in hooks.public_services.ask(network) for service in services]


def id_of(network: Network, service: PublicService) -> str:
    return _id(network, service.key)


def _id(network: Network, name: str) -> str:
    return str(uuid5(uuid5(NAMESPACE_URL, f"{settings.ORIGIN}/n/{network.pk}"), name))


def _address(network: Network) -> str:
    return settings.ORIGIN + reverse("networks:page", args=[network.slug])


def written(network: Network, service: PublicService) -> dict[str, Any]:
    """A `service` with its organization, places and taxonomy terms."""
    pk, organization = id_of(network, service), _organization(network, service)
    told = {
        "id": pk,
        "organization_id": organization["id"],
        "name": service.name,
        "description": service.description,
        "url": _address(network),
        "status": "active",
        "fees_description": _("Free"),
        "application_process": _("Ask a member of the network, or join it."),
        "organization": organization,
        "languages": [
            {"id": _id(network, f"{service.key} {code}"), "code": code}
            for code in service.languages
        ],
        "service_at_locations": [_at(network, service, pk)],
        "attributes": [_attribute(network, service, pk)],
    }
    if service.sure_on:
        told["assured_date"] = service.sure_on.isoformat()
    return told


def _organization(network: Network, service: PublicService) -> dict[str, Any]:
    own = {
        "id": _id(network, "network"),
        "name": network.name,
        "description": _("A mutual aid network: %(area)s") % {"area": network.area},
        "website": _address(network),
    }
    if service.circle is None or service.circle.kind == Circle.Kind.ASSEMBLY:
        return own
    return own | {
        "id": _id(network, f"circle {service.circle.pk}"),
        "name": f"{network.name}: {service.circle}",
        "parent_organization_id": own["id"],
    }


def _at(network: Network, service: PublicService, pk: str) -> dict[str, Any]:
    where: dict[str, Any] = {
        "id": _id(network, "place"),
        "location_type": "physical",
        "organization_id": _id(network, "network"),
        "name": network.area,
        "description": _("Somewhere in this area. Whoever asks is told where."),
    }
    if network.cell:
        latitude, longitude = map(float, middle_of(network.cell).split(", "))
        where |= {"latitude": latitude, "longitude": longitude}
    return {
        "id": _id(network, f"{service.key} there"),
        "service_id": pk,
        "location_id": where["id"],
        "location": where,
    }


def _attribute(network: Network, service: PublicService, pk: str) -> dict[str, Any]:
    """Of which kind it is: in words of Open Eligibility where those have some, else in ours."""
    term, taxonomy = term_of(service.category, network), OPEN_ELIGIBILITY
    if term is None:
        name = str(kind_in(network, service.category).name)
        term, taxonomy = Term(service.category, name), OWN_WORDS
    told = {
        "id": str(uuid5(UUID(taxonomy["id"]), term.code)),
        "code": term.code,
        "name": term.name,
        "description": term.name,
        "taxonomy_id": taxonomy["id"],
        "taxonomy": taxonomy["name"],
        "taxonomy_detail": taxonomy,
    }
    return {
        "id": _id(network, f"{service.key} is"),
        "link_id": pk,
        "link_entity": "service",
        "link_type": "service_category",
        "taxonomy_term_id": told["id"],
        "taxonomy_term": told,
    }
