"""Access and refresh tokens, consent codes, and who lives how long."""

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

SOCIAL_MS = 30 * 24 * 3600 * 1000  # a citizen's; a new pair inherits what is left of it
THREE_MONTHS_MS = 90 * 24 * 3600 * 1000
CODE_LIFE_MS = 10 * 60 * 1000


@dataclass(slots=True)
class Grant:
    """One pair of tokens; rotation or a control call kills it."""

    access: str
    refresh: str
    expires: int | None  # epoch ms; None: never
    refresh_expires: int | None
    user_id: str = ""  # set for a citizen's social login, empty for the OA


@dataclass(slots=True)
class Code:
    """What the consent page hands to the callback, good for one exchange."""

    challenge: str
    redirect_uri: str
    expires: int
    user_id: str = ""


@dataclass(slots=True)
class Tokens:
    """All grants, by both of their tokens. The world's lock guards it."""

    grants: dict[str, Grant] = field(default_factory=dict)  # by access token
    refreshes: dict[str, str] = field(default_factory=dict)  # refresh token -> access token
    codes: dict[str, Code] = field(default_factory=dict)
    phone_codes: dict[str, dict[str, Any]] = field(default_factory=dict)  # Mini App, one use
    successors: dict[str, str] = field(
        default_factory=dict
    )  # used refresh token -> the one it was changed for
    revoked: set[str] = field(default_factory=set)  # access tokens that somebody took back: -220

    def seed(self, access: str, refresh: str, expires: int | None = None) -> None:
        """A pair that exists from the start."""
        self._keep(Grant(access, refresh, expires, None))

    def issue(self, now_ms: int, life_seconds: int, user_id: str = "", until: int | None = None) -> Grant:
        """A new pair; `until` ends its refresh token where an earlier one of a citizen's would have ended."""
        usual = now_ms + (SOCIAL_MS if user_id else THREE_MONTHS_MS)
        grant = Grant(
            secrets.token_urlsafe(48),
            secrets.token_urlsafe(48),
            now_ms + life_seconds * 1000,
            until or usual,
            user_id,
        )
        self._keep(grant)
        return grant

    def _keep(self, grant: Grant) -> None:
        self.grants[grant.access] = grant
        if grant.refresh:
            self.refreshes[grant.refresh] = grant.access

    def alive(self, access: str, now_ms: int) -> Grant | None:
        """The grant of a token that is accepted now."""
        grant = self.grants.get(access)
        if grant is None or (grant.expires is not None and grant.expires <= now_ms):
            return None
        return grant

    def rotate(self, refresh: str, now_ms: int, life_seconds: int, is_social: bool) -> Grant | None:
        """Use a refresh token up: both old tokens die, a new pair is born. None: unknown, used or expired."""
        grant = self.grants.get(self.refreshes.get(refresh, ""))
        if grant is None or bool(grant.user_id) is not is_social:
            return None
        if grant.refresh_expires is not None and grant.refresh_expires <= now_ms:
            return None
        self.kill(grant.access)
        until = grant.refresh_expires if is_social else None
        made = self.issue(now_ms, life_seconds, grant.user_id, until)
        self.successors[refresh] = made.refresh
        return made

    def prolong(self, refresh: str, now_ms: int, life_seconds: int) -> Grant | None:
        """A new access token for the same refresh token, as one mock was seen to answer."""
        grant = self.grants.get(self.refreshes.get(refresh, ""))
        if grant is None:
            return None
        self.kill(grant.access)
        made = Grant(
            secrets.token_urlsafe(48),
            refresh,
            now_ms + life_seconds * 1000,
            grant.refresh_expires,
            grant.user_id,
        )
        self._keep(made)
        return made

    def punish(self, refresh: str) -> None:
        """A refresh token came a second time: the pair that came of it dies as well."""
        is_used = refresh in self.successors
        while refresh in self.successors:
            refresh = self.successors[refresh]
        if is_used:
            self.kill(self.refreshes.get(refresh, ""))

    def kill(self, access: str) -> None:
        """Both tokens of a pair are refused from now on."""
        grant = self.grants.pop(access, None)
        if grant is not None:
            self.refreshes.pop(grant.refresh, None)

    def revoke(self, access: str) -> None:
        """Somebody took the permission back."""
        self.kill(access)
        self.revoked.add(access)

    def new_code(self, now_ms: int, challenge: str, redirect_uri: str, user_id: str = "") -> str:
        """A consent code that lives ten minutes."""
        code = secrets.token_urlsafe(32)
        self.codes[code] = Code(challenge, redirect_uri, now_ms + CODE_LIFE_MS, user_id)
        return code

    def stored(self) -> dict[str, Any]:
        """For the snapshot."""
        return {"grants": [asdict(grant) for grant in self.grants.values()]}

    def restore(self, stored: dict[str, Any]) -> None:
        """From the snapshot."""
        self.grants.clear()
        self.refreshes.clear()
        for grant in stored.get("grants", []):
            self._keep(Grant(**grant))


def challenge_of(verifier: str) -> str:
    """PKCE S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
