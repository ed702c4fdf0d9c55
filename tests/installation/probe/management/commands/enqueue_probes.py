from django.core.management.base import BaseCommand
from django.db import transaction

from mutualaid.jobs.services import enqueue


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("count", type=int)

    @transaction.atomic
    def handle(self, *, count, **_):
        for subject in range(count):
            enqueue(kind="probe.effect", subject=subject, key=f"probe {subject}")
