"""Files with what is shared, and what came of them."""

import csv
import io
from datetime import timedelta

from mutualaid.networks.joining.services import join
from mutualaid.spreadsheets.reader import read
from resources.imports.models import ResourceImport
from resources.imports.queries import Content
from resources.imports.services import agree, bring_in, invite, keep_upload
from tests.accounts.factories import UserFactory

What = ResourceImport.What
THINGS = "What it is,Of which sort\nA long ladder,A tool or device\n"
FORM = (
    "Timestamp,Name,Email,Address,How would you like to volunteer?,What resources can you offer?,"
    "Any special skills?,Comments\n"
    '14/03/2020 10:11:12,Rosa P.,rosa@example.org,3 Mill Road,"Deliver food and other items., '
    'Make in-kind donations: clothing, pet food, food, etc.","Housing, Transportation",'
    "I sew and I repair coats.,After six please.\n"
    "15/03/2020 9:00:00,Sam,sam@example.org,,I do not want to volunteer,"
    "I do not have resources to share,,\n"
    "16/03/2020 9:00:00,Tariq,555 0100 200,,Provide emotional support to people.,,,\n"
    "17/03/2020 9:00:00,,nobody@example.org,,Raise funds.,Food,,\n"
)
"""As Google Forms saves what people ticked; the last has no name, and one has nothing to offer."""


def upload_of(member, text=THINGS, what=What.MINE):
    return keep_upload(by=member, content=Content(what=what, table=read(text.encode()).to_json()))


def brought_in_by(member, text=THINGS, what=What.MINE, **content):
    """An import by the guesses of the page."""
    upload = upload_of(member, text, what)
    if content:
        kept = Content(what=what, table=read(text.encode()).to_json(), **content)
        agree(upload=upload, content=kept)
    return bring_in(by=member, upload=upload)


def said_to(member):
    """Rosa, whose offers came in by a form that this member brought in."""
    run = brought_in_by(member, FORM, What.OTHERS)
    return member.said.filter(run=run).order_by("said_on", "pk").first()


def came_in(said):
    """Who was invited came in by that link."""
    return join(user=UserFactory(), code=invite(by=said.by, said=said), name="Rosa")


def written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def long_ago(run, days):
    """As if it had come in so many days ago."""
    day = run.network.today() - timedelta(days=days)
    type(run).objects.filter(pk=run.pk).update(made_on=day)
    run.said.update(kept_on=day)
    run.refresh_from_db()
