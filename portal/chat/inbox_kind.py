"""Conversations as the inbox knows them; imported once by the web and by the workers."""

from portal.chat import conversation, handovers, inboxed
from portal.inbox import kinds
from portal.staff.rights import Permission

kinds.add(
    kinds.Kind(
        name=inboxed.KIND,
        title="Gặp cán bộ",
        icon="users",
        permission=Permission.WORK_INBOX,
        is_shared=True,
        panel="chat/desk/_conversation.html",
        read=conversation.read,
        person=inboxed.person,
        take=inboxed.give,
        answered=inboxed.answered,
        close=handovers.close,
    )
)
