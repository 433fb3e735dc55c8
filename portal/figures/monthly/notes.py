"""Every figure of the report with the query that gives it again: whoever doubts one may run it.

The queries read what `portal.figures` reads, written plainly; a test runs each and compares.
"""

from dataclasses import dataclass, field

from portal.core import clock
from portal.figures.period import Period

_SAVED = """SELECT coalesce(sum(spared - fees), 0)
 FROM (SELECT sum(replaced::bigint * sms_dong) spared, sum(cost) fees
 FROM message_day WHERE {day} GROUP BY office_id, kind, channel, state, to_char(day, 'YYYY-MM')
 HAVING sum(replaced) > 0) one"""
_OVERDUE = """SELECT count(*) FROM dossier WHERE status IN (2, 4) AND due_on < {today}
 AND greatest(due_on, (SELECT max(new_due_on) FROM apology
 WHERE dossier_id = dossier.id AND told_due_on = due_on)) < {today}"""
_HEARD = "FROM feedback WHERE received_at >= {first} AND received_at < {before} AND NOT is_suspect"
_RATED = "FROM rating WHERE about = 'dossier' AND rated_at >= {first} AND rated_at < {before}"
QUERIES = {
    "all": "SELECT coalesce(sum(n), 0) FROM message_day WHERE {day}",
    "sent": "SELECT coalesce(sum(n), 0) FROM message_day WHERE {day} AND state = 'sent'",
    "unknown": "SELECT count(*) FROM intent WHERE state = 'unknown'",
    "promptness": "SELECT round(100.0 * sum(quick) / nullif(sum(awake), 0), 1) FROM message_day WHERE {day}",
    "replaced": "SELECT coalesce(sum(replaced), 0) FROM message_day WHERE {day}",
    "saved": _SAVED,
    "following": "SELECT following FROM follower_day WHERE day = {last}",
    "gained": "SELECT coalesce(sum(gained), 0) FROM follower_day WHERE {day}",
    "lost": "SELECT coalesce(sum(lost), 0) FROM follower_day WHERE {day}",
    "overdue": _OVERDUE,
    "apologies": "SELECT count(*) FROM apology WHERE made_on BETWEEN {one} AND {last}",
    "received": f"SELECT count(*) {_HEARD}",
    "answered": f"SELECT count(answered_at) {_HEARD}",
    "in_term": f"SELECT count(*) {_HEARD} AND answered_at <= answer_by",
    "rated": f"SELECT count(*) {_RATED}",
    "content": f"SELECT round(100.0 * count(*) FILTER (WHERE score >= 4) / nullif(count(*), 0)) {_RATED}",
    "searched": "SELECT coalesce(sum(times), 0) FROM search_asked WHERE {day}",
    "in_vain": "SELECT coalesce(sum(times), 0) FROM search_asked WHERE {day} AND found = 0",
}


@dataclass
class Notes:
    """The notes of one report, numbered in the order they are used."""

    period: Period
    used: list[str] = field(default_factory=list)

    def of(self, key: str) -> str:
        """` [3]`: the number of this figure's note; the same figure twice has one."""
        if key not in self.used:
            self.used.append(key)
        return f" [{self.used.index(key) + 1}]"

    def query(self, key: str) -> str:
        """The query of a figure, days filled in."""
        one, last = (f"'{day.isoformat()}'" for day in (self.period.first, self.period.last))
        first, before = (f"'{moment.isoformat()}'" for moment in self.period.moments())
        told = QUERIES[key].format(
            day=f"day BETWEEN {one} AND {last}",
            one=one,
            last=last,
            first=first,
            before=before,
            today=f"'{clock.today().isoformat()}'",
        )
        return " ".join(told.split())

    def lines(self) -> list[str]:
        """Each note as it stands at the end."""
        return [f"[{number}] {self.query(key)}" for number, key in enumerate(self.used, 1)]
