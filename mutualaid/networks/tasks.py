from .lockdown import tasks as of_lockdown  # noqa: F401
from .wiping import tasks as of_wiping  # noqa: F401
