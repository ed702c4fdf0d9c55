from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite."""

    # With trusted_schema off, older SQLite counts JSON_VALID() in a CHECK as unsafe.
    data_type_check_constraints = {
        field: check
        for field, check in base.DatabaseWrapper.data_type_check_constraints.items()
        if field != "JSONField"
    }
