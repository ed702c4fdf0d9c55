"""The ledger begins anew: so far it noted only what people were shown of themselves."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealed", "0001_initial")]

    operations = [
        migrations.DeleteModel("Access"),
        migrations.CreateModel(
            "Access",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("link", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("place", models.CharField(max_length=120)),
                ("key", models.BigIntegerField(db_index=True)),
                ("reader", models.CharField(max_length=120)),
                ("reason", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            "Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("upto", models.PositiveBigIntegerField(unique=True)),
                ("link", models.CharField(max_length=64)),
                ("proof", models.CharField(max_length=64)),
                ("made_on", models.DateField(default=django.utils.timezone.localdate)),
            ],
        ),
        migrations.CreateModel(
            "LedgerEnd",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("link", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            "Erased",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("noted", models.BooleanField(default=False)),
                ("made_on", models.DateField(default=django.utils.timezone.localdate)),
            ],
        ),
    ]
