"""Work that may take minutes, beside a loop that must not wait for it: one thread, never two at a time."""

import logging
import threading
from collections.abc import Callable

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.core import db

log = logging.getLogger(__name__)


class Aside:
    """Call it to have the work done, unless it is being done. A process that ends waits for it."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self._name, self._work = name, work
        self._thread: threading.Thread | None = None

    def __call__(self) -> bool:
        """Begin, and go on at once; always False, as a chore that is done."""
        if self._thread is None or not self._thread.is_alive():
            app = current_app._get_current_object()  # type: ignore[attr-defined]
            self._thread = threading.Thread(target=self._run, args=(app.app_context,), name=self._name)
            self._thread.start()
        return False

    def wait(self, seconds: float) -> None:
        """Until it is done."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self, context: Callable[[], "object"]) -> None:
        with context():  # type: ignore[attr-defined]
            try:
                self._work()
            except SQLAlchemyError as error:
                log.warning("database away work=%s error=%s", self._name, type(error).__name__)
            except Exception:
                log.exception("work broke work=%s", self._name)
            finally:
                db.release()
