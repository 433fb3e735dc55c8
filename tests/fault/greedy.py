"""A job that takes more memory than a job may."""


def eat() -> int:
    """A gigabyte."""
    return len(bytearray(1024 * 1024 * 1024))
