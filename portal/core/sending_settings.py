"""The settings of everything that leaves for Zalo or the SMS gateway; part of `settings.Settings`."""

import base64
import json
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class SendingSettings(BaseSettings):
    """Zalo, the sending protocol, SMS."""

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
    miniapp_id: str = Field("", description="The Mini App's number in Zalo's Mini App Center; not the app's")
    miniapp_api_key: SecretStr = Field(
        SecretStr(""), description="Key of the Mini App's Open APIs page; signs what it tells /m/zalo-webhook"
    )
    miniapp_external_links: bool = Field(
        False, description="Zalo has agreed in writing that the Mini App may open other sites"
    )
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

    def wrong_sms(self, *, is_trial: bool) -> str | None:
        """What is wrong with how SMS is set up, in one sentence; None when nothing is, or when it is off."""
        if not self.sms_url:
            return None
        link = urlsplit(self.sms_url)
        is_own = is_trial and link.hostname in {"127.0.0.1", "localhost"}
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
