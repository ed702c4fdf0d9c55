"""One word for it, the one that people read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("networks", "0005_hidden_things")]

    operations = [
        migrations.RenameField("member", "paused_until", "break_until"),
        migrations.RenameField("concern", "pauses", "gives_break"),
        migrations.RenameField("concern", "pauses_until", "break_until"),
        migrations.AlterField(
            "panelseat",
            "proposal",
            models.CharField(
                blank=True,
                choices=[
                    ("nothing", "Nothing more is needed"),
                    ("talk", "We talk with those concerned"),
                    ("hide", "Hide what was written or shown"),
                    ("break", "Have this person take a break"),
                ],
                max_length=8,
            ),
        ),
    ]
