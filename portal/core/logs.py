"""Log lines with ids and never with people: one filter takes out what slipped in (reliability.md R27)."""

import json
import logging
import re
import sys

from portal.core import clock, settings

_SECRETS = (
    (
        re.compile(
            r"(?i)\b(access_token|refresh_token|secret_key|secret|authorization|password)(['\"]?\s*[=:]\s*)\S+"
        ),
        r"\1\2***",
    ),
    (re.compile(r"/h/[A-Za-z0-9_-]{16,}"), "/h/***"),
    (re.compile(r"/phan-anh/[0-9A-Za-z-]{11,13}(?![A-Za-z-])"), "/phan-anh/***"),
    (re.compile(r"(?i)([?&]ma=)[^&\s]+"), r"\1***"),
    (
        re.compile(r"(?i)\b(?:\d{3}\.\d{2}\.\d{2}\.[GH]\d{2}|[GH]\d{2}(?:\.\d{2,3}){0,3})-\d{6,8}-\d{4,7}\b"),
        "[code]",
    ),
    (
        re.compile(r"(?<![\w.-])(?:\+?84|0)(?:[ .-]?\d){6}([ .-]?\d){3}(?![\w-])"),
        lambda found: f"[phone …{re.sub(r'[^0-9]', '', found[0])[-3:]}]",
    ),
)


def redact(line: str) -> str:
    """The line without tokens, dossier codes and phone numbers, on one line."""
    for pattern, instead in _SECRETS:
        line = pattern.sub(instead, line)
    return line.replace("\r", "\\r").replace("\n", "\\n")


class Line(logging.Formatter):
    """One redacted line; a trace is folded into it so that nobody can forge a second one."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__("%(message)s")
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        said = redact(super().format(record))
        at = clock.now().isoformat(timespec="milliseconds")
        if self.as_json:
            return json.dumps(
                {"at": at, "level": record.levelname, "from": record.name, "said": said}, ensure_ascii=False
            )
        return f"{at} {record.levelname:7} {record.name}: {said}"


def set_up() -> None:
    """Send everything to stderr, redacted. Called once a process."""
    chosen = settings.get()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line(as_json=chosen.log_json))
    logging.basicConfig(level=chosen.log_level, handlers=[handler], force=True)
    for chatty in ("rq.worker", "urllib3", "werkzeug", "alembic.runtime.migration"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
