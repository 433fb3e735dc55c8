"""What goes wrong while starting, as one sentence for the person at the terminal."""


class CannotStart(Exception):
    """Something outside must change first (a port, a folder, a tool); nothing of ours was left running."""


class Failed(Exception):
    """A program of ours did not do what it should; carries its last log lines."""


class Stopped(Exception):
    """Somebody asked us to stop."""
