from django.db import migrations

NOW_ONE = [
    *("accounts.fold_ledger", "accounts.forget_what_ended", "accounts.forget_what_is_over"),
    *("jobs.forget_done", "networks.forget_what_waited", "networks.settle"),
    *("needs.forget_drafts", "needs.forget_uploads", "notices.forget_old"),
]


def forget(apps, schema_editor):
    """What was planned for tonight under names that nothing does any more: one job does it all."""
    apps.get_model("jobs", "Job").objects.filter(kind__in=NOW_ONE).delete()


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
