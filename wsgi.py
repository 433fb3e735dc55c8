"""What a WSGI server loads: `wsgi:app`."""

from portal.app import create_app
from portal.core import logs

logs.set_up()
app = create_app(statement_seconds=3)
