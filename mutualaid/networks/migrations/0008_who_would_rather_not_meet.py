from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("networks", "0007_a_break_is_called_so_in_rows")]

    operations = [
        migrations.AddField(
            model_name="welcome", name="refused", field=models.JSONField(default=list)
        ),
    ]
