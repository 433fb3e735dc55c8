"""The officers' pages: the counter, a dossier, the people we could not tell, one message's history."""

from portal.counter.desk import counter, dossier, history, unreached
from portal.counter.desk.blueprint import bp

__all__ = ["bp", "counter", "dossier", "history", "unreached"]
