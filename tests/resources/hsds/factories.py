"""Directories as others write them."""

import json

from resources.hsds import writing
from resources.hsds.reading import read
from resources.hsds.services import keep

FOOD_BANK = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Mill Road Food Bank",
    "description": "<p>Food parcels &amp; a hot meal.</p>",
    "url": "https://food.example.org/",
    "status": "active",
    "organization": {
        "id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610",
        "name": "Mill Road Trust",
        "description": "A trust.",
    },
    "phones": [{"id": "1", "number": "555 0100"}],
    "service_at_locations": [
        {
            "id": "2",
            "location": {
                "id": "3",
                "location_type": "physical",
                "addresses": [
                    {
                        "id": "4",
                        "address_1": "12 Mill Road",
                        "city": "Millbrook",
                        "state_province": "MB",
                        "postal_code": "12345",
                        "country": "US",
                        "address_type": "physical",
                    }
                ],
            },
        }
    ],
}


def written(*services):
    return json.dumps(
        {"total_items": len(services), "page_number": 1, "contents": list(services)}
    ).encode()


def upload_of(member, *services):
    return keep(by=member, directory=read(written(*services or [FOOD_BANK])))


def services_of(network):
    """What a network tells of itself, written."""
    return [writing.written(network, each) for each in writing.services_of(network)]
