"""The kinds of need in words that other directories understand, for export.

Codes and names are those of the Open Eligibility Human Services Taxonomy by Aunt Bertha, Inc.
(licensed CC BY-SA 3.0), numbered as in the table that the Ohana API publishes with its sample data
(github.com/codeforamerica/ohana-api, ``data/sample-csv/taxonomy.csv``). It was made for offices
that help, not for neighbors: where it has no word for something, the nearest above it stands here.
"""

from typing import NamedTuple

from mutualaid.networks.models import Network
from needs.own_categories.queries import kind_in


class Term(NamedTuple):
    code: str
    name: str


TERMS = {
    "food": Term("102", "Food"),
    "groceries": Term("102-03", "Food Delivery"),
    "meals": Term("102-05", "Free Meals"),
    "baby-food": Term("104-01-02", "Diapers & Formula"),
    "water": Term("101-03", "Emergency Food"),
    "housing": Term("103", "Housing"),
    "night": Term("103-05-04", "Short-Term Housing"),
    "moving": Term("103", "Housing"),
    "eviction": Term("103-04", "Housing Advice"),
    "repairs": Term("103-03-05", "Maintenance & Repairs"),
    "electric": Term("103-03-05", "Maintenance & Repairs"),
    "plumbing": Term("103-03-05", "Maintenance & Repairs"),
    "building": Term("103-03-05", "Maintenance & Repairs"),
    "clearing": Term("103-03-05", "Maintenance & Repairs"),
    "garden": Term("103-03-05", "Maintenance & Repairs"),
    "engines": Term("105", "Transit"),
    "energy": Term("103-03-02", "Help Pay for Utilities"),
    "generator": Term("101-01", "Disaster Response"),
    "stove": Term("104-03", "Home Goods"),
    "household": Term("104-03", "Home Goods"),
    "furniture": Term("104-03-03", "Furniture"),
    "appliances": Term("104-03", "Home Goods"),
    "clothing": Term("104-02", "Clothing"),
    "hygiene": Term("106-06-06", "Personal Hygiene"),
    "washroom": Term("106-06-06", "Personal Hygiene"),
    "sanitary": Term("104-03-04", "Personal Care Items"),
    "health": Term("106", "Health"),
    "medicine": Term("106-05-06", "Prescription Assistance"),
    "prescriptions": Term("106-05-06", "Prescription Assistance"),
    "first-aid": Term("106-06", "Medical Care"),
    "mental-health": Term("108-07", "Support Network"),
    "phone-call": Term("108-07-06", "One-on-One Support"),
    "grief": Term("108-04-01", "Bereavement"),
    "childcare": Term("108-03-03", "Childcare"),
    "after-school": Term("108-03-02", "Afterschool Care"),
    "night-shift": Term("108-03-03", "Childcare"),
    "elder-care": Term("108-07-04", "In-Home Support"),
    "personal-care": Term("108-07-04", "In-Home Support"),
    "visits": Term("108-07-03", "Home Visiting"),
    "errands": Term("108-07-04", "In-Home Support"),
    "transport": Term("105-02", "Transportation"),
    "appointment": Term("105-02-01", "Transportation for Healthcare"),
    "carrying": Term("105-02", "Transportation"),
    "bicycle": Term("105", "Transit"),
    "tools": Term("104", "Goods"),
    "hand-tools": Term("104", "Goods"),
    "pumps": Term("101-01", "Disaster Response"),
    "paperwork": Term("108-05", "Navigating the System"),
    "forms": Term("108-05-01", "Help Fill out Forms"),
    "guidance": Term("108-05", "Navigating the System"),
    "legal": Term("111-01", "Advocacy & Legal Aid"),
    "language": Term("111-05", "Translation & Interpretation"),
    "phones": Term("109-06-02", "Computer Class"),
    "set-up": Term("109-06-02", "Computer Class"),
    "charging": Term("101-01", "Disaster Response"),
    "money": Term("107-02", "Financial Assistance"),
    "work": Term("110", "Work"),
    "learning": Term("109", "Education"),
    "pets": Term("108-02", "Animal Welfare"),
    "dog-walks": Term("108-02", "Animal Welfare"),
    "boarding": Term("108-02", "Animal Welfare"),
    "safety": Term("101-06-01", "Help Escape Violence"),
    "emergency": Term("101", "Emergency"),
    "shelter": Term("101-04", "Emergency Shelter"),
    "cleanup": Term("101-01", "Disaster Response"),
    "missing": Term("101-05", "Help Find Missing Persons"),
    "protection": Term("101-06", "Immediate Safety"),
    "company": Term("108-07", "Support Network"),
}
"""Of each kind that is shipped, by slug, but for ``other``."""


def term_of(slug: str, network: Network) -> Term | None:
    """A kind of need in their words, if they have some: of a network's own, those of the one above
    it."""
    return TERMS.get(slug) or TERMS.get(kind_in(network, slug).under)
