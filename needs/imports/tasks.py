from mutualaid.jobs.registry import nightly
from needs.imports import services


@nightly("needs.forget_uploads")
def forget_uploads() -> None:
    """Files that were sent and never imported are not kept."""
    services.forget_old_uploads()
