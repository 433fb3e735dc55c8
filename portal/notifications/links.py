"""Our own links in a message carry the attempt's reference, so that evidence can be matched (R5)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from portal.core import settings
from portal.notifications import messages
from portal.notifications.messages import Button


def traced(button: Button, reference: str) -> Button:
    """The button with the reference in its address, where the address is ours."""
    own, link = urlsplit(settings.get().base_url), urlsplit(button.payload)
    if button.kind != "url" or (link.scheme, link.netloc) != (own.scheme, own.netloc):
        return button
    query = f"{link.query}&r={reference}" if link.query else f"r={reference}"
    return replace(button, payload=link._replace(query=query).geturl())


def link_of(params: Mapping[str, Any], reference: str) -> str:
    """The address of a message's first link, for channels without buttons; empty when it has none."""
    urls = [button for button in messages.buttons_of(params) if button.kind == "url"]
    return traced(urls[0], reference).payload if urls else ""
