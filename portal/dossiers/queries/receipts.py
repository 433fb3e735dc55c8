"""What the QR of a paper of ours says."""

from urllib.parse import urlsplit

from portal.core import settings


def own_token(text: str) -> str | None:
    """The token of a link of ours, by the configured base address and path alone; nothing is fetched."""
    try:
        told, ours = urlsplit(text.strip()), urlsplit(settings.get().base_url)
        same = (told.scheme, told.hostname, told.port) == (ours.scheme, ours.hostname, ours.port)
    except ValueError:
        return None
    head, _, token = told.path.partition("/h/")
    return token.strip("/") if same and not head and token else None
