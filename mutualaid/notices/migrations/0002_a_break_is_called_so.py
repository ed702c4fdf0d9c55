"""As in networks: one word for it."""

from django.db import migrations


def rename(apps, schema_editor):
    told = apps.get_model("notices", "Notice").objects
    told.filter(kind="networks.paused").update(kind="networks.break")


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
