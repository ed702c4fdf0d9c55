"""What one shows for a day follows from a key and needs no row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_the_two_who_asked_for_a_card")]

    operations = [migrations.DeleteModel("TodaysCode")]
