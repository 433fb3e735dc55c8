"""Amounts of money in words, the same on pages, in chats and on paper."""


def dong(amount: int | None) -> str:
    """Whole đồng as people write them: `1.000.000 đồng`; a dash when there is no amount."""
    return "–" if amount is None else f"{amount:,} đồng".replace(",", ".")
