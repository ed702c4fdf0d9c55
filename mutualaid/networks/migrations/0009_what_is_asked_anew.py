"""Whether a question still waits for its answer. And breaks of who left, which nothing has written
since their concerns keep them."""

from django.db import migrations, models


def mark_answered(apps, _schema_editor):
    concerns = apps.get_model("networks", "Concern").objects
    concerns.exclude(answer_sealed=None).update(answered=True)


class Migration(migrations.Migration):
    dependencies = [("networks", "0008_who_would_rather_not_meet")]

    operations = [
        migrations.DeleteModel(name="Break"),
        migrations.AddField(
            model_name="concern", name="answered", field=models.BooleanField(default=False)
        ),
        migrations.RunPython(mark_answered, migrations.RunPython.noop),
    ]
