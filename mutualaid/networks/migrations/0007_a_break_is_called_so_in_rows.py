"""And in what was proposed and agreed."""

from django.db import migrations

from mutualaid.db.guards import lifted

OLD, NEW = "pause-days", "break-days"


def rename(apps, schema_editor):
    def model(name):
        return apps.get_model("networks", name).objects

    model("PanelSeat").filter(proposal="pause").update(proposal="break")
    model("Concern").filter(came_to="pause").update(came_to="break")
    # The words are other ones, and what they say is not: so we may, and every migrate guards anew.
    for statement in lifted("networks_agreement", vendor=schema_editor.connection.vendor):
        schema_editor.execute(statement)
    for written in (model("Agreement"), model("Suggestion")):
        written.filter(kind=OLD).update(kind=NEW)
        for starter in written.filter(kind="starter", value__rules__has_key=OLD):
            starter.value["rules"][NEW] = starter.value["rules"].pop(OLD)
            starter.save(update_fields=["value"])


class Migration(migrations.Migration):
    dependencies = [("networks", "0006_a_break_is_called_so")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
