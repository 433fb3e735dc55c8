"""`portal report`: the monthly report as a file."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.core import documents
from portal.figures.monthly import content, gathering

FORMS = {"docx": documents.as_docx, "pdf": documents.as_pdf}


@click.command("report")
@click.argument("month")
@click.option(
    "--to",
    "folder",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the files go.",
)
@with_appcontext
def report(month: str, folder: Path) -> None:
    """Write the report of MONTH (YYYY-MM) as DOCX and PDF."""
    try:
        made = content.document(gathering.gather(month))
    except gathering.NoMonth as error:
        raise click.ClickException(str(error)) from None
    folder.mkdir(parents=True, exist_ok=True)
    for form, drawn in FORMS.items():
        path = folder / f"bao-cao-{month}.{form}"
        path.write_bytes(drawn(made))
        click.echo(path)


COMMANDS = (report,)
