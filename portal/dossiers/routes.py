"""Pages of dossiers."""

from portal.core.web import Pages

pages = Pages("dossiers", __name__)
