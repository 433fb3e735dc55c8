"""The conversations between each citizen and the Official Account."""

from collections import deque
from collections.abc import Iterable
from typing import Any

KEPT = 500  # messages a citizen's chat holds


class Chats:
    """Messages by citizen, oldest first; `seq` counts over all chats. The world's lock guards it."""

    def __init__(self) -> None:
        self.seq = 0
        self.by_user: dict[str, deque[dict[str, Any]]] = {}
        self._latest: dict[str, int] = {}  # user -> seq of the last message, newest user last

    def add(self, user_id: str, message: dict[str, Any]) -> dict[str, Any]:
        """Append a message and number it."""
        self.seq += 1
        message["seq"] = self.seq
        self.by_user.setdefault(user_id, deque(maxlen=KEPT)).append(message)
        self._latest.pop(user_id, None)
        self._latest[user_id] = self.seq
        return message

    def of(self, user_id: str, after: int = 0) -> list[dict[str, Any]]:
        """One chat from a number on."""
        return [message for message in self.by_user.get(user_id, ()) if message["seq"] > after]

    def find(self, user_id: str, message_id: str) -> dict[str, Any] | None:
        """A message of a chat by its id."""
        chat = reversed(self.by_user.get(user_id, deque()))
        return next((message for message in chat if message["id"] == message_id), None)

    def newest(self, user_id: str, offset: int, count: int) -> list[dict[str, Any]]:
        """A page of one chat, newest first."""
        return list(self.by_user.get(user_id, ()))[::-1][offset : offset + count]

    def recent(self, offset: int, count: int) -> Iterable[tuple[str, dict[str, Any]]]:
        """The last message of each chat, the liveliest chat first."""
        users = list(self._latest)[::-1][offset : offset + count]
        return [(user_id, self.by_user[user_id][-1]) for user_id in users]

    def stored(self) -> dict[str, Any]:
        """For the snapshot."""
        return {"seq": self.seq, "by_user": {user: list(chat) for user, chat in self.by_user.items()}}

    def restore(self, stored: dict[str, Any]) -> None:
        """From the snapshot."""
        self.clear()
        chats = stored.get("by_user", {})
        for user_id in sorted(chats, key=lambda user: chats[user][-1]["seq"] if chats[user] else 0):
            if chats[user_id]:
                self.by_user[user_id] = deque(chats[user_id], maxlen=KEPT)
                self._latest[user_id] = chats[user_id][-1]["seq"]
        self.seq = int(stored.get("seq", 0))

    def clear(self) -> None:
        """Forget every chat."""
        self.seq = 0
        self.by_user.clear()
        self._latest.clear()
