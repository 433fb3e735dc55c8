"""The ways an operation may say no; app.py shows them as a page or as JSON."""


class Problem(Exception):
    """Something a person can be told, with the HTTP status that fits."""

    status = 500

    def __init__(self, word: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(word)
        self.word, self.retry_after = word, retry_after


class Refused(Problem):
    """What was typed or sent cannot be accepted as it is."""

    status = 422


class Malformed(Problem):
    """The request itself cannot be read."""

    status = 400


class Unsigned(Problem):
    """A machine did not prove who it is."""

    status = 401


class Denied(Problem):
    """The person is known and may not."""

    status = 403


class Missing(Problem):
    """There is no such thing, or not for this person."""

    status = 404


class Conflict(Problem):
    """Somebody was there first with something else."""

    status = 409


class TooLarge(Problem):
    """More was sent than is read."""

    status = 413


class TooMany(Problem):
    """Asked too often; `retry_after` says when to come back."""

    status = 429


class Unavailable(Problem):
    """A part we need is away; `retry_after` says when to come back."""

    status = 503
