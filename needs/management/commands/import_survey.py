"""Bring in a survey, and answers to it, from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mutualaid.networks.models import Member, Network
from mutualaid.spreadsheets.reader import read
from needs.imports.mapping import NEW_KINDS
from needs.imports.queries import Content, Plan, same_before
from needs.imports.services import import_drafts, summary
from needs.surveys.models import ImportRun


class Command(BaseCommand):
    help = "Import a survey from a table of questions, and answers from a table of answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("questions", type=Path, help="CSV, XLSX or ODS, a question a line")
        parser.add_argument("--network", required=True, metavar="SLUG")
        parser.add_argument("--answers", type=Path, help="CSV, XLSX or ODS, a response a line")
        parser.add_argument("--dry-run", action="store_true", help="say what would come in")
        parser.add_argument("--form", type=int, metavar="N", help="which of several forms, from 1")
        parser.add_argument("--language", help="of the files; otherwise the network's first")
        parser.add_argument("--dates", choices=["day-first", "month-first"])
        parser.add_argument("--leave", action="append", default=[], metavar="COLUMN")
        parser.add_argument(
            "--new",
            action="append",
            default=[],
            metavar="COLUMN[=KIND]",
            help=f"make a question of a column; kinds: {', '.join(NEW_KINDS)}",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        try:
            self._import(options)
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from wrong

    def _import(self, options: dict[str, Any]) -> None:
        network = Network.objects.filter(slug=options["network"]).first()
        if network is None:
            raise CommandError(f"There is no network “{options['network']}”.")
        by = Member.objects.present().filter(network=network).order_by("joined_on").first()
        if by is None:
            raise CommandError("This network has no members yet.")
        plan = Plan(
            Content(
                language=options["language"] or network.languages[0],
                questions=_table(options["questions"]),
                answers=_table(options["answers"]) if options["answers"] else "",
                form=options["form"] - 1 if options["form"] else None,
            )
        )
        self._choose(plan, options)
        if before := same_before(network, plan):
            self.stdout.write(f"The same file was imported before, on {before.made_on}:")
            self._tell_where(before)
        drafts = plan.drafts()
        with transaction.atomic():
            for draft in drafts:
                self._tell(draft.form.title, summary(draft))
            if options["dry_run"]:
                self.stdout.write("Dry run: nothing was imported.")
                return
            runs = import_drafts(by=by, plan=plan, drafts=drafts)
        for run in runs:
            self._tell_where(run)

    def _choose(self, plan: Plan, options: dict[str, Any]) -> None:
        """Take the guesses, but for what the options say."""
        titles = [f"{n}. {form.title}" for n, form in enumerate(plan.all_forms, start=1)]
        if options["form"] and not 1 <= options["form"] <= len(titles):
            raise CommandError(f"Choose a form with --form: {'; '.join(titles)}")
        if plan.must_choose:
            raise CommandError(
                f"This file has several forms. Say with --form whose answers these are: "
                f"{'; '.join(titles)}"
            )
        new = dict(choice.partition("=")[::2] for choice in options["new"])
        if unknown := {*options["leave"], *new} - {column.name for column in plan.columns}:
            raise CommandError(f"There is no column “{sorted(unknown)[0]}” in the answers.")
        if wrong := set(filter(None, new.values())) - set(NEW_KINDS):
            raise CommandError(f"There is no kind “{sorted(wrong)[0]}”.")
        for column in plan.columns:
            use = column.use
            if column.name in new:
                use = f"new:{new[column.name] or column.new}"
            if column.name in options["leave"]:
                use = "leave"
            plan.content.uses[str(column.place)] = use
            if column.ambiguous and options["dates"]:
                plan.content.day_first[str(column.place)] = options["dates"] == "day-first"
        plan.content.agreed = True

    def _tell(self, title: str, told: dict[str, Any]) -> None:
        cells = told["cells"]
        self.stdout.write(title)
        self.stdout.write(
            f"  questions: {told['lines']} in the file, {told['taken']} taken; "
            f"the survey asks {told['questions']}, {told['new']} of them new from columns"
        )
        self.stdout.write(f"  answers: {told['responses']} responses")
        self.stdout.write(
            f"  cells: {cells['file']} in the file = {cells['taken']} taken "
            f"+ {cells['words']} kept in words + {cells['left']} left out"
        )
        for one in told["named"]:
            where = ", ".join(
                filter(
                    None,
                    (
                        f"column {one['column']}" if one["column"] else "",
                        f"line {one['lines']}" if one["lines"] else "",
                    ),
                )
            )
            self.stdout.write(f"  - {where or 'file'}: {one['why']} ({one['count']})")

    def _tell_where(self, run: ImportRun) -> None:
        slug, survey = run.survey.network.slug, run.survey
        self.stdout.write(f"Imported: /n/{slug}/surveys/{survey.pk}/")


def _table(path: Path) -> str:
    try:
        return read(path.read_bytes()).to_json()
    except OSError as wrong:
        raise CommandError(f"Cannot read {path}: {wrong.strerror}") from wrong
