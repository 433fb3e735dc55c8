"""What a WSGI server loads: `wsgi:app`."""

from portal.app import create_app
from portal.core import logs
from portal.procedures import shelf

logs.set_up()
app = create_app(statement_seconds=3)
app.before_request(lambda: shelf.warm(app))  # each process by itself: this one may be forked into several
