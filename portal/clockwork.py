"""What the relay does: whose work it hands over, and every duty of the clock, with its seconds."""

from portal.account import jobs as account
from portal.broadcast import jobs as broadcasts
from portal.broadcast.feeds import telling as feeds
from portal.broadcast.sending import clockwork as broadcast_clock
from portal.chat import inboxed, photo_jobs, photos, typed_answers
from portal.chat import jobs as chat_jobs
from portal.chat import operations as chat
from portal.citizens import operations as citizens
from portal.core import limits, once, settings
from portal.core.aside import Aside
from portal.counter.operations import inboxed as unreached
from portal.counter.operations import visits as counter
from portal.dossiers.deadlines import operations as deadlines
from portal.dossiers.deliveries import gathering
from portal.dossiers.deliveries import jobs as callbacks
from portal.dossiers.experience import operations as usual_times
from portal.dossiers.mapping import operations as mapping
from portal.feedback import photos as feedback_photos
from portal.feedback.cases import climbing, confirming
from portal.feedback.errands import jobs as errand_jobs
from portal.feedback.errands.operations import BELL as ERRANDS
from portal.figures import digest
from portal.figures import operations as figures
from portal.inbox import absences, replies
from portal.media import operations as media
from portal.media import papers
from portal.newsroom import clockwork as newsroom
from portal.newsroom.arriving import jobs as arriving_jobs
from portal.newsroom.arriving import turns as arriving_turns
from portal.newsroom.checking import jobs as checking_jobs
from portal.newsroom.writing import autosave
from portal.notifications import expiry, worklist
from portal.notifications.duties import Duty
from portal.notifications.relay import Relay, hand_over_intents
from portal.operating import alerting, retention
from portal.operating.backup import nightly
from portal.procedures.asked import operations as searches
from portal.procedures.upkeep import importing as catalogue
from portal.procedures.upkeep import jobs as catalogue_jobs
from portal.procedures.upkeep import turns as catalogue_turns
from portal.ratings.useful import operations as useful
from portal.staff import chain
from portal.tables import jobs as tables
from portal.tables.operations import clearing as old_tables
from portal.tables.operations import putting_up as tables_of_the_day
from portal.zalo import tokens
from portal.zalo.operations import rotation


def relay() -> Relay:
    """The relay of this installation, ready to run."""
    change_tokens = Aside("tokens", rotation.run)  # waits two minutes for Zalo, if need be
    return Relay(
        {
            "intents": hand_over_intents,
            "inbox": chat_jobs.hand_over,
            "photos": photo_jobs.hand_over,
            gathering.BELL: callbacks.hand_over,
            "tables": tables.hand_over,
            catalogue.BELL: catalogue_jobs.hand_over,
            arriving_turns.BELL: arriving_jobs.hand_over,
            ERRANDS: errand_jobs.hand_over,
            broadcast_clock.BELL: broadcasts.hand_over,
            tokens.BELL: change_tokens,
        },
        {
            "tokens": Duty(settings.get().sweep_seconds, change_tokens),
            "leases": Duty(settings.get().sweep_seconds, expiry.expire),
            "evidence": Duty(settings.get().sweep_seconds, chat_jobs.read_evidence),
            "webhook": Duty(30.0, chat_jobs.watch_webhook),
            "throttles": Duty(3600.0, limits.sweep),
            "inbox_history": Duty(86_400.0, chat.prune),
            "account": Duty(300.0, account.read_when_due),
            "followers": Duty(settings.get().sweep_seconds, account.ring_following),
            "chat_photos": Duty(86_400.0, photos.sweep),
            "handovers": Duty(60.0, typed_answers.look_after),
            "talks_in_inbox": Duty(60.0, inboxed.sync),
            "desk_replies": Duty(10.0, replies.send_due),
            "absences": Duty(300.0, absences.move),
            "form_keys": Duty(3600.0, once.sweep),
            "citizen_sessions": Duty(3600.0, citizens.sweep),
            "status_codes": Duty(settings.get().sweep_seconds, mapping.settle),
            "apologies": Duty(20.0, deadlines.apologise),
            "due_digests": Duty(300.0, deadlines.warn),
            "unreached": Duty(30.0, worklist.gather),
            "unreached_in_inbox": Duty(30.0, unreached.sync),
            "usual_times": Duty(900.0, usual_times.reckon),
            "deliveries": Duty(settings.get().sweep_seconds, gathering.gather),
            "deliveries_deep": Duty(21_600.0, gathering.gather_deep),
            "counter_numbers": Duty(3600.0, counter.forget_numbers),
            "waiting_photos": Duty(3600.0, feedback_photos.sweep),
            "late_feedback": Duty(60.0, climbing.climb),
            "unconfirmed_answers": Duty(3600.0, confirming.close_silent),
            "old_searches": Duty(86_400.0, searches.forget_old),
            "old_catalogue_files": Duty(86_400.0, catalogue_turns.sweep),
            "links_of_articles": Duty(300.0, checking_jobs.hand_over),
            "unsaved_texts": Duty(86_400.0, autosave.sweep),
            "page_votes": Duty(86_400.0, useful.sweep),
            "pictures": Duty(600.0, media.sweep),
            "papers": Duty(600.0, papers.sweep),
            "old_tables": Duty(60.0, old_tables.sweep),
            "tables_of_the_day": Duty(60.0, tables_of_the_day.switch),
            "closed_days": Duty(600.0, figures.close_days),
            "weekly_digest": Duty(600.0, digest.send_when_due),
            "alerts": Duty(30.0, alerting.look),
            "retention": Duty(86_400.0, retention.run_nightly),
            "backup": Duty(600.0, Aside("backup", nightly.run)),
            "audit_chain": Duty(60.0, chain.link),
            "audit_check": Duty(86_400.0, chain.look_nightly),
            "broadcasts": Duty(2.0, broadcasts.run),
            "table_feeds": Duty(60.0, feeds.run),
            "newsroom": Duty(5.0, newsroom.run),
            "newsroom_reminders": Duty(3600.0, newsroom.remind),
        },
    )
