"""Makes static/portal-flat.css: the same rules without cascade layers, for web views older than Chrome 99.

The layers of portal.css stand in the file in the order of the cascade, so that their rules, unwrapped, mean the same.
"""

from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"


def flat(css: str) -> str:
    """Drop the layers' own lines: an opening `@layer name {` and its `}`, both alone at the margin."""
    kept, inside = [], False
    for line in css.splitlines():
        if line.startswith("@layer") and line.rstrip().endswith("{"):
            inside = True
        elif line == "}" and inside:
            inside = False
        elif not line.startswith("@layer"):
            kept.append(line)
    return "\n".join(kept) + "\n"


def write() -> None:
    """Write the flat file beside its source."""
    (STATIC / "portal-flat.css").write_text(flat((STATIC / "portal.css").read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
