"""Makes static/portal-flat.css: the same rules without cascade layers, for web views older than Chrome 99.

The layers of portal.css stand in the file in the order of the cascade, so that their rules,
unwrapped, mean the same.
"""

from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "static"


def flat(css: str) -> str:
    """Drop the layers' own lines: each `@layer name {` and the `}` that closes it."""
    kept: list[str] = []
    depth = 0  # braces open since the layer's own
    for line in css.splitlines():
        if line.startswith("@layer"):
            depth = line.count("{")
            continue
        if depth:
            depth += line.count("{") - line.count("}")
            if depth == 0:
                continue
        kept.append(line)
    return "\n".join(kept) + "\n"


def write() -> None:
    """Write the flat file beside its source."""
    (STATIC / "portal-flat.css").write_text(flat((STATIC / "portal.css").read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    write()
