"""Every setting of the product: name, type, default and what it means, read once from the environment."""

import os
from functools import cache, cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from portal.core.broadcast_settings import BroadcastSettings
from portal.core.keeping_settings import KeepingSettings
from portal.core.sending_settings import SendingSettings

ROOT = Path(__file__).resolve().parents[2]
FILES = ("secrets.env", "addresses.env")  # of a home, what goes first last


class Settings(SendingSettings, BroadcastSettings, KeepingSettings):
    """The province's installation. Secrets never print; all missing names are told at once."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    # Where things are
    database_url: str = Field(description="PostgreSQL, e.g. postgresql://user@/portal?host=/run/pg")
    redis_url: str = Field(description="Valkey or Redis, e.g. unix:///run/valkey.sock or redis://host:6379/0")
    portal_home: Path = Field(ROOT / "var", description="Folder below which every byte of state lives")
    media_store: SecretStr = Field(
        SecretStr(""),
        description="Where the library's pictures lie: empty is PORTAL_HOME/library, else an S3-compatible "
        "bucket, https://KEY:SECRET@host/bucket?region=...",
    )
    base_url: str = Field("http://127.0.0.1:8000", description="Public address of the portal, used in links")
    trusted_hosts: str = Field("", description="More host names that may ask, comma separated")
    proxy_hops: int = Field(
        0, ge=0, le=5, description="Reverse proxies in front whose X-Forwarded-* are believed"
    )

    # Secrets
    secret_key: SecretStr = Field(description="Signs sessions and form tokens")
    field_keys: SecretStr = Field(
        description="Fernet keys for encrypted columns, newest first, comma separated"
    )
    phone_hmac_key: SecretStr = Field(description="Key of the phone number's fingerprint")

    second_step_roles: str = Field(
        "",
        description="Roles used only with a second step at sign-in, comma separated, or none; empty is "
        "admin,publisher (none in demo homes)",
    )

    # The province
    province_name: str = Field("Tỉnh Tây Ninh", description="Name shown on every page")
    oa_name: str = Field("Chính quyền số tỉnh Tây Ninh", description="Name of the Zalo Official Account")
    hotline: str = Field("1022", description="Number shown on every page and problem")
    national_portal: str = Field("https://dichvucong.gov.vn", description="National public service portal")
    provincial_portal: str = Field("https://www.tayninh.gov.vn", description="The province's own web site")
    sensitive_fields: str = Field(
        "Hộ tịch|Nuôi con nuôi|Bảo trợ xã hội|Người có công|Lý lịch tư pháp|Phòng, chống tệ nạn xã hội",
        description="Procedure fields whose names are not told without proof, separated by |",
    )
    is_demo: bool = Field(
        False, description="A demo home: zalosim may frame pages, demo data is shown as such"
    )

    # What the operator watches (R31)
    watch_quota_percent: int = Field(
        20, ge=0, le=100, description="Share of the day's messages left from which the operator is told"
    )
    watch_due_minutes: float = Field(5.0, gt=0, description="Minutes a due message may wait")
    watch_inbox_seconds: float = Field(60.0, gt=0, description="Seconds an event of Zalo's may wait")
    watch_unknown: int = Field(1, ge=1, description="Messages of unknown outcome that call for a person")
    watch_refused: int = Field(
        20, ge=1, description="Messages Zalo refused within a day that call for a look"
    )
    watch_forged: int = Field(1, ge=1, description="Forged events within 5 minutes that call for a look")
    quiet_from: int = Field(22, ge=0, le=23, description="Hour from which nothing is pushed")
    quiet_until: int = Field(6, ge=0, le=23, description="Hour at which pushes start again")
    daily_quota: int = Field(
        100_000, ge=0, description="Messages to Zalo a day, until the OA's own figure is known"
    )
    quota_kept_percent: int = Field(
        20, ge=0, le=90, description="Share of the day's messages kept for news of dossiers"
    )
    merge_seconds: float = Field(
        600.0, ge=0, description="Further changes of a dossier wait so long after a message; 0 merges nothing"
    )
    notice_hours: float = Field(
        72.0, gt=0, description="Hours after which a notice that could not go out is dropped as stale"
    )
    dossier_cost_cap: int = Field(
        2000, ge=0, description="Đồng that paid messages about one dossier may cost in all; 0 sends none"
    )
    sender_threads: int = Field(16, ge=1, le=64, description="Calls to Zalo at the same time in one job")
    batch_size: int = Field(100, ge=1, le=500, description="Intents handed to one job")
    time_scale: float = Field(
        1.0, ge=1.0, description="Divides all waits; refused outside homes marked for tests"
    )
    is_test_home: bool = Field(False, description="This home belongs to tests or portal bench")

    # Deadlines (domain.md 2.5, 3.3)
    apology_hour: int = Field(
        8, ge=0, le=23, description="Hour of a working day at which apologies and warnings are made"
    )
    apology_until: int = Field(
        17, ge=1, le=24, description="Hour from which the next working day is waited for"
    )
    extension_days: int = Field(5, ge=1, le=90, description="Working days from an apology to its new day")
    max_extensions: int = Field(1, ge=0, le=9, description="Apologies by rule for one dossier; 0 makes none")
    apology_oldest_days: int = Field(
        60, ge=1, description="Days after which a missed day is left to the officers"
    )
    apology_signer: str = Field(
        "Thủ trưởng cơ quan giải quyết", description="Role in whose name an apology is given"
    )
    warn_days: int = Field(
        2, ge=0, le=30, description="Working days before the day at which a unit is warned"
    )

    # Telling the one-stop system (all waits are divided by TIME_SCALE)
    callback_ladder: str = Field(
        "30,120,600,3600,14400,43200,86400",
        description="Seconds between tries to call a one-stop system back with what became of a message",
    )
    callback_timeout: float = Field(10.0, gt=0, description="Seconds one call back may take")
    callback_lease: float = Field(200.0, gt=0, description="How long one worker may hold calls back")
    source_silence_minutes: float = Field(
        60.0,
        gt=0,
        description="Minutes of office time without a push after which a one-stop system counts as silent",
    )

    # The conversation
    zalo_picture_hosts: str = Field(
        "zalo.me,zadn.vn,zdn.vn,zapps.me,zaloapp.com",
        description="Zalo's domains (and below) photos of the chat are fetched from, comma separated",
    )
    picture_seconds: float = Field(10.0, gt=0, description="Seconds to fetch one photo of the chat")
    handover_hours: float = Field(
        12.0, gt=0, description="Hours without a word after which the machine answers again"
    )
    talk_hours: float = Field(
        2.0, gt=0, description="Working hours within which whoever asked for a person is to be answered"
    )

    # Limits (R16)
    lookups_per_browser: int = Field(10, description="Look-ups a minute for one browser or Zalo user")
    lookups_per_address: int = Field(60, description="Look-ups a minute for one network address")
    lookups_normal: int = Field(
        1200, ge=0, description="Look-ups a minute in all; beyond them each brings proof of work"
    )
    wrong_digits_normal: int = Field(
        300, ge=0, description="Wrong digits an hour in all; beyond them digits bring proof of work"
    )
    wrong_digits_per_client_and_code: int = Field(
        3, ge=1, description="Wrong digits a day of one client for one dossier"
    )
    wrong_digits_per_code: int = Field(10, ge=1, description="Wrong digits a day for one dossier")
    wrong_digits_per_client: int = Field(20, ge=1, description="Wrong digits a day of one client")
    wrong_digits_overall: int = Field(
        1000, ge=1, description="Wrong digits a day in all; beyond them digits open nothing for anybody"
    )
    feedback_normal: int = Field(
        60, ge=0, description="Reports an hour in all; beyond them each brings proof of work"
    )
    waits_per_minute: int = Field(
        60, ge=0, description="Look-ups a minute that may wait, without scripts, instead of proof of work"
    )
    chat_per_minute: int = Field(
        20, ge=1, description="Messages a minute of one Zalo user that are answered; then one word, then none"
    )
    api_calls_per_minute: int = Field(6000, description="Calls a minute for one machine client")
    citizen_session_minutes: int = Field(
        60, ge=5, le=480, description="Minutes without a tap after which a citizen is signed out"
    )
    link_days: int = Field(90, description="Days a link lives after its dossier ended")
    page_cache_seconds: float = Field(
        15.0, ge=0, description="Seconds an anonymous page may be served from memory"
    )
    newsroom_block: Literal["none", "errors", "all"] = Field(
        "errors", description="Which faults keep an article from being published: none, errors, all"
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_json: bool = Field(False, description="One JSON object a line instead of plain lines")

    def scaled(self, seconds: float) -> float:
        """A wait in seconds as this home counts it."""
        return seconds / self.time_scale

    @property
    def hosts(self) -> list[str]:
        """Host names under which we answer: our own, those named, and loopback for health checks."""
        named = [host.strip() for host in self.trusted_hosts.split(",") if host.strip()]
        return [urlsplit(self.base_url).hostname or "localhost", *named, "localhost", "127.0.0.1"]

    @property
    def verifiers(self) -> list[str]:
        """Codes of zalo_verifier<code>.html and of the meta tag, as they stand in Zalo's console."""
        return [code.strip() for code in self.zalo_verifier.split(",") if code.strip()]

    @property
    def roles_with_second_step(self) -> frozenset[str]:
        """Names of roles that must not be used without a second step."""
        usual = "" if self.is_demo or self.is_test_home else "admin,publisher"
        return frozenset(name.strip() for name in (self.second_step_roles or usual).split(","))

    @property
    def is_https(self) -> bool:
        """True where cookies may be Secure and HSTS makes sense."""
        return self.base_url.startswith("https://")

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """Names of fields that are told only with proof, folded to lower case."""
        return frozenset(name.strip().casefold() for name in self.sensitive_fields.split("|") if name.strip())


def names_told(home: Path) -> set[str]:
    """Every name that the environment or a file of this home gives, ours or not; for finding slips."""
    return set(os.environ) | {name for file in FILES for name in dotenv_values(home / file)}


@cache
def get() -> Settings:
    """The settings of this process; one sentence naming everything that is missing or wrong.

    What the environment leaves open is taken from the home of a running `./run`, so that the operator's
    commands work in any shell.
    """
    home = Path(os.environ.get("PORTAL_HOME") or ROOT / "var")
    try:
        made = Settings(_env_file=tuple(home / file for file in FILES))  # type: ignore[call-arg]
    except ValidationError as error:
        wrong = ", ".join(f"{str(e['loc'][0]).upper()} ({e['msg']})" for e in error.errors())
        raise SystemExit(
            f"Settings missing or wrong: {wrong}. Start ./run first, or see the settings table in README.md."
        ) from None
    if made.zalo_token_lease <= 2 * made.zalo_token_timeout:
        raise SystemExit("ZALO_TOKEN_LEASE must be longer than two times ZALO_TOKEN_TIMEOUT.")
    if made.time_scale != 1.0 and not made.is_test_home:
        raise SystemExit("TIME_SCALE is only for homes marked for tests (IS_TEST_HOME=1).")
    told = made.wrong_sms(is_trial=made.is_test_home or made.is_demo)
    if told:
        raise SystemExit(told)
    return made
