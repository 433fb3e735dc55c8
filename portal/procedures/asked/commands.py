"""The operator's commands about what is searched for."""

import csv
import sys

import click
from flask.cli import with_appcontext

from portal.procedures.asked import queries


@click.command("rated-questions")
@with_appcontext
def rated_questions() -> None:
    """Print the questions that joined at the desk as lines of catalogue/rated.csv, to be kept for good."""
    lines = csv.writer(sys.stdout, lineterminator="\n")
    for one in queries.rated():
        lines.writerow(
            (one.kind, one.text, " ".join(f"{code}={grade}" for code, grade in one.answers.items()))
        )


COMMANDS: tuple[click.Command, ...] = (rated_questions,)
