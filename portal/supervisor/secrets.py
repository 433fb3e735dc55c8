"""The secrets of a home: made once, kept in one private file; what the environment names wins."""

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

TITLE = "# Secrets of this portal home: keep them private, and with the backups."


def _number() -> str:
    """Like Zalo's own ids: nineteen digits."""
    return str(secrets.randbelow(9 * 10**18) + 10**18)


def _key() -> str:
    return secrets.token_urlsafe(32)


def _fernet() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _webhook() -> str:
    return "whsec_" + base64.b64encode(os.urandom(24)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": _key,
    "FIELD_KEYS": _fernet,
    "PHONE_HMAC_KEY": _key,
    "ZALO_APP_ID": _number,
    "ZALO_APP_SECRET": _key,
    "ZALO_OA_ID": _number,
    "ZALO_OA_SECRET": _key,
    "ZALO_ACCESS_TOKEN": _key,
    "ZALO_REFRESH_TOKEN": _key,
    "ONE_STOP_DEMO_SECRET": _webhook,
}


def read(path: Path) -> dict[str, str]:
    """NAME=value lines; an absent file holds none."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write(path: Path, values: Mapping[str, str], title: str) -> None:
    """For this user's eyes only, and never half a file."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("\n".join([title, *(f"{name}={value}" for name, value in values.items()), ""]))
        file.flush()
        os.fsync(file.fileno())  # a lost key would make the encrypted columns unreadable
    partial.replace(path)


def of_home(path: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """This home's secrets, new ones added; the environment's values win and are not written down."""
    kept = read(path)
    missing = {name: make() for name, make in MAKERS.items() if name not in kept}
    if missing:
        kept |= missing
        write(path, kept, TITLE)
    return {name: environment.get(name) or kept[name] for name in MAKERS}
