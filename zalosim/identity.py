"""Who this pretend Zalo plays: the ids and secrets of one app and one Official Account."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Identity:
    """Invented sample values; the environment may name others, so both sides of a demo agree."""

    app_id: str = "1879034526617720931"
    app_secret: str = "SimAppSecret"  # noqa: S105 - an invented secret of a simulator
    oa_id: str = "2958416037745520183"
    oa_secret: str = "SimOaSecretKey0123456789"  # noqa: S105
    access_token: str = "SimAccessToken"  # noqa: S105
    refresh_token: str = "SimRefreshToken"  # noqa: S105

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Identity":
        """Read ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_ID ...; an empty value counts as not set."""
        source = os.environ if environment is None else environment
        named = {field.name: source.get(f"ZALO_{field.name.upper()}", "").strip() for field in fields(cls)}
        return cls(**{name: value for name, value in named.items() if value})
