from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mutualaid.jobs.models import Job
from mutualaid.jobs.services import retry


class Command(BaseCommand):
    help = "Show the jobs that are due, running, failed (tried again later) or dead; retry one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?", choices=["list", "retry"], default="list")
        parser.add_argument("job", nargs="?", type=int, help="the number of a dead job")

    def handle(self, *, action: str, job: int | None, **_: Any) -> None:
        if action == "list":
            self.show()
        elif job is None or not retry(job_id=job):
            raise CommandError("Give the number of a dead job.")

    def show(self) -> None:
        jobs = Job.objects.exclude(state=Job.State.DONE).order_by("due_at")
        for job in jobs:
            state = "failed" if job.state == Job.State.DUE and job.error else job.state
            due = timezone.localtime(job.due_at)
            self.stdout.write(
                f"{state:8} {job.pk:<20} {job.kind:32} due {due:%Y-%m-%d %H:%M:%S}"
                f"  tried {job.attempts} times  {job.error}".rstrip()
            )
        self.stdout.write(f"{len(jobs)} to do")
