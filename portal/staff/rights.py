"""Permissions, and the roles that hold them: what a new page of the desk asks for is added here."""

from enum import StrEnum

from portal.staff.models import Role


class Permission(StrEnum):
    """One kind of act; a view needs exactly one."""

    OPEN_DESK = "desk.open"
    WRITE_NEWS = "news.write"
    APPROVE_NEWS = "news.approve"
    PUBLISH_NEWS = "news.publish"
    APPROVE_PROCEDURES = "procedures.approve"
    WRITE_TABLES = "tables.write"
    PUBLISH_TABLES = "tables.publish"
    SEE_DOSSIERS = "dossiers.see"
    REGISTER_CITIZENS = "dossiers.register"  # consent, test messages and proof of a phone at the counter
    CALL_UNREACHED = "unreached.call"  # the list of people we could not tell, their numbers included
    SEE_MESSAGES = "messages.see"
    SETTLE_MESSAGES = "messages.settle"
    WORK_INBOX = "inbox.work"  # answer people who asked for a person; other kinds ask for rights of their own
    HANDLE_FEEDBACK = "feedback.handle"  # without who sent it
    TRIAGE_FEEDBACK = "feedback.triage"  # who sent it, each view logged; the rules; what no office has
    PUBLISH_FEEDBACK = "feedback.publish"  # edit and make public, without who sent it
    SEE_FIGURES = "figures.see"
    MANAGE_PEOPLE = "people.manage"
    SEE_AUDIT = "audit.see"
    CHANGE_SETTINGS = "settings.change"


ROLES: dict[Role, frozenset[Permission]] = {
    Role.AUTHOR: frozenset({Permission.OPEN_DESK, Permission.WRITE_NEWS}),
    Role.EDITOR: frozenset(
        {
            Permission.OPEN_DESK,
            Permission.WRITE_NEWS,
            Permission.APPROVE_NEWS,
            Permission.WRITE_TABLES,
            Permission.PUBLISH_FEEDBACK,
        }
    ),
    Role.PUBLISHER: frozenset(
        {
            Permission.OPEN_DESK,
            Permission.WRITE_NEWS,
            Permission.APPROVE_NEWS,
            Permission.PUBLISH_NEWS,
            Permission.APPROVE_PROCEDURES,
            Permission.WRITE_TABLES,
            Permission.PUBLISH_TABLES,
            Permission.PUBLISH_FEEDBACK,
        }
    ),
    Role.OFFICER: frozenset(
        {
            Permission.OPEN_DESK,
            Permission.SEE_DOSSIERS,
            Permission.REGISTER_CITIZENS,
            Permission.CALL_UNREACHED,
            Permission.SEE_MESSAGES,
            Permission.SETTLE_MESSAGES,
            Permission.WORK_INBOX,
            Permission.HANDLE_FEEDBACK,
            Permission.WRITE_TABLES,
            Permission.PUBLISH_TABLES,
        }
    ),
    Role.SUPPORT: frozenset(
        {
            Permission.OPEN_DESK,
            Permission.SEE_DOSSIERS,
            Permission.SEE_MESSAGES,
            Permission.WORK_INBOX,
            Permission.HANDLE_FEEDBACK,
            Permission.TRIAGE_FEEDBACK,
        }
    ),
    Role.DATA: frozenset(
        {
            Permission.OPEN_DESK,
            Permission.APPROVE_PROCEDURES,
            Permission.WRITE_TABLES,
            Permission.PUBLISH_TABLES,
        }
    ),
    Role.LEADER: frozenset({Permission.OPEN_DESK, Permission.SEE_FIGURES, Permission.SEE_MESSAGES}),
    Role.ADMIN: frozenset(
        {
            Permission.OPEN_DESK,
            Permission.MANAGE_PEOPLE,
            Permission.SEE_AUDIT,
            Permission.SEE_MESSAGES,
            Permission.CHANGE_SETTINGS,
        }
    ),
}
