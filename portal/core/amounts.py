"""Amounts and counts in words, the same on pages, in chats and on paper."""


def dong(amount: int | None) -> str:
    """Whole đồng as people write them: `1.000.000 đồng`; a dash when there is no amount."""
    return "–" if amount is None else f"{counted(amount)} đồng"


def counted(many: int) -> str:
    """A count as people write it: `15.450`."""
    return f"{many:,}".replace(",", ".")
