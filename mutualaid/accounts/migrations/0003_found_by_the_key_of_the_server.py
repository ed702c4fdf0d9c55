"""People are found under a key in the database by now, no more under the server's own."""

from django.db import migrations

from mutualaid.accounts.identifiers import email_index, sign_in_name_index
from mutualaid.sealed.apps import make_first_rows
from mutualaid.sealed.services import unseal


def find_again(apps, schema_editor):
    make_first_rows(using=schema_editor.connection.alias)
    for user in apps.get_model("accounts", "User").objects.select_related("key__under"):
        if user.email_sealed:
            user.email_index = email_index(unseal(user, "email", key=user.key))
        if user.sign_in_name_sealed:
            user.sign_in_name_index = sign_in_name_index(
                unseal(user, "sign_in_name", key=user.key)
            )
        user.save(update_fields=["email_index", "sign_in_name_index"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_passkeys_and_cards"),
        ("sealed", "0002_a_ledger_of_linked_entries"),
    ]
    operations = [migrations.RunPython(find_again, migrations.RunPython.noop)]
