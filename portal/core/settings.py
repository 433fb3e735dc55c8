"""Every setting of the product: name, type, default and what it means, read once from the environment."""

import base64
import json
import os
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """The province's installation. Secrets never print; all missing names are told at once."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    # Where things are
    database_url: str = Field(description="PostgreSQL, e.g. postgresql://user@/portal?host=/run/pg")
    redis_url: str = Field(description="Valkey or Redis, e.g. unix:///run/valkey.sock or redis://host:6379/0")
    portal_home: Path = Field(ROOT / "var", description="Folder below which every byte of state lives")
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

    # Zalo (bases: zalo/CONTRACT.md 0.1)
    zalo_app_id: str = Field(description="App id in Zalo's console")
    zalo_app_secret: SecretStr = Field(description="App secret key (token endpoints)")
    zalo_oa_id: str = Field(description="Id of the Official Account")
    zalo_oa_secret: SecretStr = Field(description="OA secret key (webhook signature)")
    zalo_oa_secret_old: SecretStr | None = Field(None, description="Previous OA secret, valid while rotating")
    zalo_verifier: str = Field(
        "", description="Codes with which Zalo verifies this domain (file and meta tag), comma separated"
    )
    zalo_access_token: SecretStr | None = Field(
        None, description="First access token of the OA, until somebody grants one on the desk"
    )
    zalo_refresh_token: SecretStr | None = Field(
        None, description="First refresh token of the OA; taken over once, then the database's is newer"
    )
    zalo_code_verifier: SecretStr | None = Field(
        None, description="Fixed PKCE verifier, only if Zalo's console holds its challenge"
    )
    zalo_token_timeout: float = Field(
        120.0, gt=0, description="Seconds to wait for new tokens: a late answer is the only copy"
    )
    zalo_token_lease: float = Field(
        300.0, gt=0, description="Seconds within which nobody else asks for new tokens; above twice the wait"
    )
    zalo_oauth_base: str = Field("https://oauth.zaloapp.com", description="Zalo's consent and token host")
    zalo_openapi_base: str = Field("https://openapi.zalo.me", description="Zalo's OA API host")
    zalo_business_base: str = Field(
        "https://business.openapi.zalo.me", description="Zalo's template message host"
    )
    zalo_graph_base: str = Field("https://graph.zalo.me", description="Zalo's social profile host")
    zalo_oa_type: int = Field(2, description="2 business OA (v3 sends), 4 state agency OA (v2 sends)")
    zalo_window_days: float = Field(
        7.0, gt=0, description="Days after a citizen's last act in which Zalo takes our messages"
    )
    zalo_timeout: float = Field(15.0, gt=0, description="Seconds a whole call to Zalo may take")
    zalo_connect_timeout: float = Field(3.0, gt=0, description="Seconds to connect to Zalo")
    zalo_calls_per_minute: int = Field(
        4000, ge=60, description="Our own limit of calls to Zalo; refusals for rate lower it by themselves"
    )

    # Sending (reliability.md R3 to R7); all waits are divided by TIME_SCALE
    lease_seconds: float = Field(60.0, gt=0, description="How long one worker may hold an intent")
    lease_margin_seconds: float = Field(30.0, gt=0, description="Lease left that is needed to start a call")
    retry_ladder: str = Field(
        "0,60,300,900,3600,21600", description="Seconds between tries that were proven not sent"
    )
    sweep_seconds: float = Field(
        10.0, gt=0, description="How often the relay looks for due rows without being told"
    )
    pause_seconds: float = Field(60.0, gt=0, description="How long the whole OA rests after a rate refusal")
    settle_seconds: float = Field(
        1800.0, gt=0, description="How long after a call Zalo's word that it never arrived is believed"
    )
    webhook_silence_hours: float = Field(
        4.0, gt=0, description="Hours of office time without any event from Zalo that raise an alarm"
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

    # SMS, the last way to somebody; off until SMS_URL is set
    sms_url: str = Field("", description="Address of the province's SMS gateway; empty: no SMS")
    sms_auth: Literal["none", "bearer", "basic", "header", "signed"] = Field(
        "none", description="How the gateway knows us: none, bearer, basic, header, signed"
    )
    sms_secret: SecretStr | None = Field(
        None, description="Token, user:password, Name: value, or the signature's key in base64"
    )
    sms_sender: str = Field("", description="Sender's name that phones show, as the gateway registered it")
    sms_body: str = Field(
        '{"phone": "{phone}", "text": "{text}", "sender": "{sender}", "reference": "{reference}"}',
        description="JSON asked of the gateway, with {phone} {text} {sender} {reference}",
    )
    sms_id_at: str = Field("id", description="Where its answer holds the message's id, e.g. data.message_id")
    sms_code_at: str = Field("", description="Where its answer holds a code, when it has one")
    sms_code_good: str = Field("0", description="The code that says taken")
    sms_codes_refused: str = Field(
        "", description="Codes that prove it took nothing, comma separated; other ones leave it unknown"
    )
    sms_timeout: float = Field(15.0, gt=0, le=25, description="Seconds a whole call to the gateway may take")
    sms_plain: bool = Field(True, description="SMS without Vietnamese marks: more signs for the same price")

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
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_json: bool = Field(False, description="One JSON object a line instead of plain lines")

    def scaled(self, seconds: float) -> float:
        """A wait in seconds as this home counts it."""
        return seconds / self.time_scale

    def wrong_sms(self) -> str | None:
        """What is wrong with how SMS is set up, in one sentence; None when nothing is, or when it is off."""
        if not self.sms_url:
            return None
        link = urlsplit(self.sms_url)
        is_own = (self.is_test_home or self.is_demo) and link.hostname in {"127.0.0.1", "localhost"}
        if not link.hostname or (link.scheme != "https" and not is_own):
            return "SMS_URL must be an https address."
        secret = self.sms_secret.get_secret_value() if self.sms_secret else ""
        if self.sms_auth != "none" and not secret:
            return f"SMS_AUTH={self.sms_auth} needs SMS_SECRET."
        try:
            if self.sms_auth == "signed":
                base64.b64decode(secret.removeprefix("whsec_"), validate=True)
            body = json.loads(self.sms_body)
        except ValueError:
            return "SMS_BODY must be JSON, and the key of a signature base64."
        told = json.dumps(body)
        if not isinstance(body, dict) or "{phone}" not in told or "{text}" not in told:
            return "SMS_BODY must be an object with {phone} and {text}."
        return None

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
    def is_https(self) -> bool:
        """True where cookies may be Secure and HSTS makes sense."""
        return self.base_url.startswith("https://")

    @property
    def sensitive(self) -> frozenset[str]:
        """Names of fields that are told only with proof, folded to lower case."""
        return frozenset(name.strip().casefold() for name in self.sensitive_fields.split("|") if name.strip())


@cache
def get() -> Settings:
    """The settings of this process; one sentence naming everything that is missing or wrong.

    What the environment leaves open is taken from the home of a running `./run`, so that the operator's
    commands work in any shell.
    """
    home = Path(os.environ.get("PORTAL_HOME") or ROOT / "var")
    try:
        made = Settings(_env_file=(home / "secrets.env", home / "addresses.env"))  # type: ignore[call-arg]
    except ValidationError as error:
        wrong = ", ".join(f"{str(e['loc'][0]).upper()} ({e['msg']})" for e in error.errors())
        raise SystemExit(
            f"Settings missing or wrong: {wrong}. Start ./run first, or see the settings table in README.md."
        ) from None
    if made.zalo_token_lease <= 2 * made.zalo_token_timeout:
        raise SystemExit("ZALO_TOKEN_LEASE must be longer than two times ZALO_TOKEN_TIMEOUT.")
    if made.time_scale != 1.0 and not made.is_test_home:
        raise SystemExit("TIME_SCALE is only for homes marked for tests (IS_TEST_HOME=1).")
    if wrong := made.wrong_sms():
        raise SystemExit(wrong)
    return made
