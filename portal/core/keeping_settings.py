"""Settings of what is kept and for how long, of backups, and of alerts by e-mail."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class KeepingSettings(BaseSettings):
    """Part of Settings: how long words and names stay, where copies go, who is written to."""

    keep_message_days: int = Field(
        90, ge=3, description="Days the words of a message to a citizen are kept; then only that it was sent"
    )
    keep_reply_days: int = Field(
        30, ge=3, description="Days the words of an answer in the chat are kept; then only that it was sent"
    )
    keep_dossier_days: int = Field(
        365, ge=30, description="Days after its end that names and numbers of a dossier are kept"
    )
    keep_feedback_days: int = Field(
        1826, ge=30, description="Days after which feedback no longer says who sent it"
    )
    backup_dir: str = Field("", description="Folder for the nightly backup, on another disk; empty: none")
    backup_hour: int = Field(2, ge=0, le=23, description="Hour at which the nightly backup is taken")
    backup_kept: int = Field(14, ge=1, le=400, description="Nightly backups kept; older ones are removed")
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="Mail server for alerts, smtps://USER:PASSWORD@host:465 or smtp://host:25 (STARTTLS when "
        "it offers it); empty: no e-mail",
    )
    alert_from: str = Field("", description="Sender's address of alerts by e-mail")
    alert_to: str = Field("", description="Who gets alerts by e-mail, comma separated")
