from mutualaid.settings import *  # noqa: F403
from mutualaid.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.installation.probe"]
