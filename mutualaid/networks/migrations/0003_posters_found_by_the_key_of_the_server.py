"""Codes of posters are found under a key in the database by now; links that are out end."""

from django.db import migrations

from mutualaid.codes import clean_code
from mutualaid.sealed.keys import blind_index
from mutualaid.sealed.services import unseal


def find_again(apps, schema_editor):
    posters = apps.get_model("networks", "Invitation").objects.exclude(code_sealed=None)
    for poster in posters.select_related("network__key__under"):
        code = unseal(poster, "code", key=poster.network.key)
        poster.code_index = blind_index("networks.invitation", clean_code(code))
        poster.save(update_fields=["code_index"])


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0002_vouches"),
        ("accounts", "0003_found_by_the_key_of_the_server"),
    ]
    operations = [migrations.RunPython(find_again, migrations.RunPython.noop)]
