"""Alerts by e-mail, straight to the mail server: Zalo itself may be what is wrong. Off until set up."""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from portal.core import settings

SECONDS = 10.0
MOST_WAITING = 100
log = logging.getLogger(__name__)
_waiting: list[tuple[str, str]] = []


def is_on() -> bool:
    """Is there a server, a sender and somebody to write to?"""
    chosen = settings.get()
    return bool(chosen.smtp_url.get_secret_value() and chosen.alert_from and to())


def to() -> list[str]:
    """Who is written to."""
    return [one.strip() for one in settings.get().alert_to.split(",") if one.strip()]


def put(subject: str, text: str) -> None:
    """Keep a letter until `post`; of too many the oldest go."""
    if is_on():
        _waiting.append((subject, text))
        del _waiting[:-MOST_WAITING]


def post() -> int:
    """Send what waits; how many went. What could not go waits for the next call, with a line in the log."""
    gone = 0
    while _waiting:
        subject, text = _waiting[0]
        try:
            send(subject, text)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("alert not mailed error=%s waiting=%s", type(error).__name__, len(_waiting))
            break
        _waiting.pop(0)
        gone += 1
    return gone


def send(subject: str, text: str) -> None:
    """One letter to everybody. Raises what the server or the way to it raises."""
    chosen = settings.get()
    link = urlsplit(chosen.smtp_url.get_secret_value())
    letter = EmailMessage()
    letter["Subject"] = " ".join(subject.split())
    letter["From"], letter["To"] = chosen.alert_from, ", ".join(to())
    letter.set_content(text)
    safe = ssl.create_default_context()
    host, is_closed = link.hostname or "localhost", link.scheme == "smtps"
    opened = (
        smtplib.SMTP_SSL(host, link.port or 465, timeout=SECONDS, context=safe)
        if is_closed
        else smtplib.SMTP(host, link.port or 25, timeout=SECONDS)
    )
    with opened as server:
        server.ehlo()
        if not is_closed and server.has_extn("starttls"):
            server.starttls(context=safe)
            server.ehlo()
        if link.username:
            server.login(unquote(link.username), unquote(link.password or ""))
        server.send_message(letter)
