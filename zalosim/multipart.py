"""Uploads: the parts of a multipart/form-data body."""

from email.parser import BytesParser
from email.policy import HTTP

from zalosim.wire import Request


def parts(request: Request) -> dict[str, tuple[str, bytes]]:
    """Each part's file name (empty for a plain field) and bytes, by its name; empty when it is none."""
    kind = request.header("content-type")
    if not kind.lower().startswith("multipart/form-data"):
        return {}
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body)
    found: dict[str, tuple[str, bytes]] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if name and isinstance(payload, bytes):
            found[str(name)] = (part.get_filename() or "", payload)
    return found
