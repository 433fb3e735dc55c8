"""A program of its own: an export of WordPress, RSS or Atom on stdin becomes lines of JSON on stdout.

First what it is, then one entry a line, last `{"end": entries}` or `{"bad": why}`. Whatever a hostile file
does, it does here: little memory, little time, no secrets in the environment. It knows nothing of the portal.
No entities: what declares a document type is refused, so nothing can grow or lead anywhere.
"""

import json
import resource
import sys
from typing import BinaryIO, TextIO
from xml.parsers import expat

from portal.core.feed_entries import Reading
from portal.core.sheet_text import Unreadable

MEMORY, CPU_SECONDS, WRITTEN = 512 * 1024 * 1024, 120, 200 * 1024 * 1024
CHUNK = 64 * 1024
_UNSEEN = bytes([*range(9), 11, 12, *range(14, 32)])  # old sites leave them in texts; no XML may hold them


def _refused(*_: object) -> None:
    raise Unreadable("doctype")


def told(source: BinaryIO, target: TextIO) -> None:
    """Everything the file says; raises Unreadable at what is not taken."""
    reading = Reading(target)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refused
    parser.StartElementHandler, parser.EndElementHandler = reading.begin, reading.end
    parser.CharacterDataHandler = reading.words
    piece = source.read(CHUNK)
    if not piece.strip():
        raise Unreadable("empty")
    is_wide = piece.startswith((b"\xff\xfe", b"\xfe\xff"))
    piece = piece if is_wide else piece.lstrip()
    try:
        while piece:
            parser.Parse(piece if is_wide else piece.translate(None, _UNSEEN))
            piece = source.read(CHUNK)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        where = getattr(error, "lineno", 0)
        raise Unreadable("broken" if reading.kind else "kind", line=where) from None
    reading.head()
    target.write(json.dumps({"end": reading.count}) + "\n")


def main() -> None:
    """Read stdin, write stdout; the last line says how it went."""
    try:
        told(sys.stdin.buffer, sys.stdout)
    except Unreadable as error:
        sys.stdout.write(json.dumps({"bad": error.word, **error.facts}) + "\n")
    except (MemoryError, RecursionError):
        sys.stdout.write(json.dumps({"bad": "heavy"}) + "\n")
    sys.stdout.flush()


def confine() -> None:
    """From here on this process can hurt only itself."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    confine()
    main()
