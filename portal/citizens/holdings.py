"""Where a person stands in the database, and what erasing or merging does with it.

One line a table, those of other features by name: nothing about a person may hide in a table that is not
here (a test compares with every foreign key to `citizen`). Statements run in this order: events first,
because a worker locks its event before it touches a person.
"""
# ruff: noqa: S608 - every part of these statements is a constant of this file

from dataclasses import dataclass


@dataclass(frozen=True)
class Holding:
    """A table. `erase` knows :citizen, :at and :how, `merge` :gone and :kept; both :nothing, a sealed {}."""

    table: str
    erase: tuple[str, ...]
    merge: tuple[str, ...]
    stays: str = ""  # what is left after erasing, and why it must be


_OF_USER = """user_id IN (SELECT user_id FROM zalo_identity WHERE citizen_id = :citizen
              AND zalo_identity.oa_id = inbox_event.oa_id)"""
_MINE = "citizen_id = :citizen"
_MOVE = "SET citizen_id = :kept WHERE citizen_id = :gone"

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "inbox_event",
        (
            f"SELECT id FROM inbox_event WHERE {_OF_USER} ORDER BY id FOR UPDATE",
            # What waits was said before they left; the event that tells of leaving is being worked on now.
            f"""UPDATE inbox_event SET done_at = :at, outcome = 'set_aside', lease_token = NULL
                WHERE {_OF_USER} AND done_at IS NULL AND name <> 'user_withdraw'""",
            f"UPDATE inbox_event SET raw = :nothing, user_id = NULL WHERE {_OF_USER}",
            "SELECT id FROM citizen WHERE id = :citizen FOR NO KEY UPDATE",  # as merging does
        ),
        (),
        "keys of events without what was in them: a repeat of Zalo's must be known as one (R12)",
    ),
    Holding(
        "oa_follower",
        (
            """DELETE FROM oa_follower WHERE (oa_id, user_id) IN
               (SELECT oa_id, user_id FROM zalo_identity WHERE citizen_id = :citizen)""",
        ),
        (),
    ),
    Holding(
        "oa_tag",
        (
            """DELETE FROM oa_tag WHERE (oa_id, user_id) IN
               (SELECT oa_id, user_id FROM zalo_identity WHERE citizen_id = :citizen)""",
        ),
        (),
    ),
    Holding(
        "zalo_guest",
        (
            """DELETE FROM zalo_guest USING zalo_identity AS mine WHERE mine.citizen_id = :citizen
               AND zalo_guest.oa_id = mine.oa_id AND zalo_guest.user_id = mine.user_id""",
            """DELETE FROM zalo_guest USING phone WHERE phone.citizen_id = :citizen
               AND phone.proof = 'verified' AND zalo_guest.fingerprint = phone.fingerprint""",
        ),
        (),
    ),
    Holding(
        "zalo_identity",
        (f"DELETE FROM zalo_identity WHERE {_MINE}",),
        (f"UPDATE zalo_identity {_MOVE}",),
    ),
    Holding(
        "consent",
        (
            # A number they proved is theirs alone to speak for; a claimed one may be somebody else's.
            """UPDATE consent SET withdrawn_at = :at, withdrawn_how = :how WHERE withdrawn_at IS NULL
               AND fingerprint IN (SELECT fingerprint FROM phone WHERE citizen_id = :citizen
                                   AND proof = 'verified')""",
            f"""UPDATE consent SET withdrawn_at = :at, withdrawn_how = :how
                WHERE {_MINE} AND withdrawn_at IS NULL""",
        ),
        (f"UPDATE consent {_MOVE}",),
        "which text was agreed to, when, how it ended: the proof the law asks for; it names nobody any more",
    ),
    Holding(
        "phone",
        (
            # What a counter still keeps of a number they proved; a claimed one may be somebody else's.
            """UPDATE counter_visit SET number = NULL WHERE fingerprint IN
               (SELECT fingerprint FROM phone WHERE citizen_id = :citizen AND proof = 'verified')""",
            f"DELETE FROM phone WHERE {_MINE}",
        ),
        (
            """UPDATE phone SET proof = gone.proof, told_by = gone.told_by, at = gone.at FROM phone AS gone
               WHERE phone.citizen_id = :kept AND gone.citizen_id = :gone
               AND phone.fingerprint = gone.fingerprint
               AND phone.proof = 'claimed' AND gone.proof = 'verified'""",
            """DELETE FROM phone WHERE citizen_id = :gone
               AND fingerprint IN (SELECT fingerprint FROM phone WHERE citizen_id = :kept)""",
            f"UPDATE phone {_MOVE}",
        ),
    ),
    *(
        Holding(table, (f"DELETE FROM {table} WHERE {_MINE}",), (f"UPDATE {table} {_MOVE}",))
        for table in ("zalo_login", "citizen_session", "join_code")
    ),
    Holding(
        "chat_photo",
        (f"DELETE FROM chat_photo WHERE {_MINE}",),
        (f"UPDATE chat_photo {_MOVE}",),
    ),
    Holding(
        "desk_reply",
        (
            """UPDATE inbox_deed SET note = NULL WHERE item_id IN (SELECT inbox_item.id FROM inbox_item
               JOIN handover ON handover.id = inbox_item.subject_id WHERE handover.citizen_id = :citizen)""",
            f"DELETE FROM desk_reply WHERE {_MINE}",
        ),
        (f"UPDATE desk_reply {_MOVE}",),
    ),
    Holding(
        "handover",
        (
            """UPDATE inbox_item SET state = 'closed', closed_at = :at, closed_why = 'gone', changed_at = :at,
               version = version + 1 WHERE kind = 'talk' AND state <> 'closed' AND subject_id IN
               (SELECT id FROM handover WHERE citizen_id = :citizen)""",
            f"DELETE FROM handover WHERE {_MINE}",
        ),
        (
            # Both asked for a person: the wish of the one who stays goes on.
            """UPDATE handover SET state = 'closed', closed_at = now(), closed_why = 'merged'
               WHERE citizen_id = :gone AND state <> 'closed' AND EXISTS (SELECT FROM handover AS other
               WHERE other.citizen_id = :kept AND other.state <> 'closed')""",
            f"UPDATE handover {_MOVE}",
        ),
    ),
    Holding(
        # A case stays with its office; it is no longer theirs, and says nothing of who they are.
        "feedback",
        (
            """DELETE FROM feedback_errand WHERE feedback_id IN
               (SELECT id FROM feedback WHERE citizen_id = :citizen)""",
            """UPDATE feedback SET citizen_id = NULL, name = NULL, phone = NULL, phone_fingerprint = NULL,
               email = NULL, address = NULL WHERE citizen_id = :citizen""",
        ),
        (f"UPDATE feedback {_MOVE}",),
    ),
    Holding(
        "feedback_follower",
        (f"DELETE FROM feedback_follower WHERE {_MINE}",),
        (
            """DELETE FROM feedback_follower WHERE citizen_id = :gone AND feedback_id IN
               (SELECT feedback_id FROM feedback_follower WHERE citizen_id = :kept)""",
            f"UPDATE feedback_follower {_MOVE}",
        ),
    ),
    Holding(
        "dossier_follow",
        (f"DELETE FROM dossier_follow WHERE {_MINE}",),
        (
            """UPDATE dossier_follow SET ended_at = NULL FROM dossier_follow AS gone
               WHERE dossier_follow.citizen_id = :kept AND gone.citizen_id = :gone
               AND dossier_follow.dossier_id = gone.dossier_id AND gone.ended_at IS NULL""",
            """DELETE FROM dossier_follow WHERE citizen_id = :gone
               AND dossier_id IN (SELECT dossier_id FROM dossier_follow WHERE citizen_id = :kept)""",
            f"UPDATE dossier_follow {_MOVE}",
        ),
        "the dossiers themselves: they are the province's files, not this portal's knowledge of a reader",
    ),
    Holding(
        "dossier_share",
        (
            """UPDATE dossier_follow SET ended_at = :at FROM dossier_share AS share
               WHERE share.citizen_id = :citizen AND dossier_follow.link_id = share.link_id
               AND dossier_follow.ended_at IS NULL""",
            """UPDATE dossier_link SET revoked_at = :at FROM dossier_share AS share
               WHERE share.citizen_id = :citizen AND dossier_link.id = share.link_id""",
            f"DELETE FROM dossier_share WHERE {_MINE}",
        ),
        (f"UPDATE dossier_share {_MOVE}",),
    ),
    Holding(
        "citizen_mute",
        (f"DELETE FROM citizen_mute WHERE {_MINE}",),
        (
            # What either of the two did not want, the one who stays does not get.
            """UPDATE citizen_mute SET ended_at = NULL FROM citizen_mute AS gone
               WHERE citizen_mute.citizen_id = :kept AND gone.citizen_id = :gone
               AND citizen_mute.topic = gone.topic AND gone.ended_at IS NULL""",
            """DELETE FROM citizen_mute WHERE citizen_id = :gone
               AND topic IN (SELECT topic FROM citizen_mute WHERE citizen_id = :kept)""",
            f"UPDATE citizen_mute {_MOVE}",
        ),
    ),
    Holding(
        "news_choice",
        (f"DELETE FROM news_choice WHERE {_MINE}",),
        (
            # What either of the two ended, the one who stays does not get; urgent news are ended only so.
            """UPDATE news_choice SET ended_at = gone.ended_at FROM news_choice AS gone
               WHERE news_choice.citizen_id = :kept AND gone.citizen_id = :gone
               AND (news_choice.topic, news_choice.about) = (gone.topic, gone.about)
               AND gone.ended_at > news_choice.since""",
            """DELETE FROM news_choice WHERE citizen_id = :gone AND (topic, about) IN
               (SELECT topic, about FROM news_choice WHERE citizen_id = :kept)""",
            f"UPDATE news_choice {_MOVE}",
        ),
    ),
    Holding(
        "broadcast_recipient",
        (
            f"""UPDATE broadcast_recipient SET state = 'excluded', reason = 'erased', due_at = NULL
                WHERE {_MINE} AND state = 'waiting'""",
            f"UPDATE broadcast_recipient SET user_id = '' WHERE {_MINE}",
        ),
        (
            # Both were to get the same: the row that is nearer to having been sent stays.
            """DELETE FROM broadcast_recipient USING broadcast_recipient AS other
               WHERE broadcast_recipient.citizen_id = :kept AND other.citizen_id = :gone
               AND broadcast_recipient.broadcast_id = other.broadcast_id
               AND broadcast_recipient.state IN ('waiting', 'excluded')""",
            """DELETE FROM broadcast_recipient WHERE citizen_id = :gone AND broadcast_id IN
               (SELECT broadcast_id FROM broadcast_recipient WHERE citizen_id = :kept)""",
            f"UPDATE broadcast_recipient {_MOVE}",
        ),
        "that somebody was one of those a broadcast went to, without who: its figures are the proof of it",
    ),
    Holding(
        "staff_zalo",
        (f"DELETE FROM staff_zalo WHERE {_MINE}",),
        (
            """DELETE FROM staff_zalo WHERE citizen_id = :gone
               AND EXISTS (SELECT 1 FROM staff_zalo WHERE citizen_id = :kept)""",
            f"UPDATE staff_zalo {_MOVE}",
        ),
    ),
    Holding(
        "official",
        (f"DELETE FROM official WHERE {_MINE}",),
        (
            """UPDATE official SET ended_at = gone.ended_at FROM official AS gone
               WHERE official.citizen_id = :kept AND gone.citizen_id = :gone
               AND official.group_id = gone.group_id AND gone.ended_at > official.since""",
            """DELETE FROM official WHERE citizen_id = :gone
               AND group_id IN (SELECT group_id FROM official WHERE citizen_id = :kept)""",
            f"UPDATE official {_MOVE}",
        ),
    ),
    Holding(
        "intent",
        (
            f"""UPDATE intent SET state = 'cancelled', reason = 'erased', due_at = NULL, lease_token = NULL,
                settled_at = :at WHERE {_MINE} AND (state IN ('queued', 'quarantined', 'unknown', 'failed')
                OR (state = 'sending' AND NOT is_on_wire))""",
            f"UPDATE intent SET params = :nothing WHERE {_MINE}",
            """DELETE FROM message_rating USING attempt, intent WHERE message_rating.attempt_id = attempt.id
               AND attempt.intent_id = intent.id AND intent.citizen_id = :citizen""",
            """UPDATE untold_deed SET note = NULL FROM untold JOIN intent ON intent.id = untold.intent_id
               WHERE untold_deed.untold_id = untold.id AND intent.citizen_id = :citizen""",
        ),
        (
            # Both were owed the same: the one that is nearer to having been sent stays.
            """DELETE FROM intent USING intent AS other WHERE intent.citizen_id = :gone
               AND other.citizen_id = :kept AND intent.state IN ('queued', 'quarantined')
               AND (intent.kind, intent.subject_id, intent.subject_version)
                 = (other.kind, other.subject_id, other.subject_version)""",
            """DELETE FROM intent USING intent AS other WHERE intent.citizen_id = :kept
               AND other.citizen_id = :gone AND intent.state IN ('queued', 'quarantined')
               AND (intent.kind, intent.subject_id, intent.subject_version)
                 = (other.kind, other.subject_id, other.subject_version)""",
            f"""UPDATE intent {_MOVE} AND NOT EXISTS (SELECT FROM intent AS other
               WHERE other.citizen_id = :kept AND (intent.kind, intent.subject_id, intent.subject_version)
                 = (other.kind, other.subject_id, other.subject_version))""",
            "UPDATE intent SET params = :nothing WHERE citizen_id = :gone",  # the same was said to :kept
        ),
        "that a message was owed and what became of it, without a word of it: nothing may go out twice (R1)",
    ),
)
