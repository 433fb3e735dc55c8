"""Fetches and cuts the front-end files that are not ours (htmx, font, icons); for maintainers, needs npm.

    python3 scripts/vendor.py

Everything it makes is committed with static/vendor.json, so that neither ./run nor ./test ever needs Node.
"""

import hashlib
import json
import re
import shutil
import subprocess  # noqa: S404 - npm and pip are what this script is for
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent / "vendor"
STATIC = HERE.parents[1] / "static"
PAPER = (
    HERE.parents[1] / "fonts"
)  # drawn into PDFs, never served: outside what the web process keeps in memory
HTMX = ("htmx.org", "2.0.11", "0BSD")
FONT = ("@expo-google-fonts/be-vietnam-pro", "0.4.1", "OFL-1.1")
FONT_TEXT = ("@fontsource/be-vietnam-pro", "5.3.0", "OFL-1.1")
ICONS = ("lucide-static", "1.62.0", "ISC")
QR = ("qr", "0.7.0", "MIT OR Apache-2.0")
EDITOR = ("@tiptap/core", "3.32.2", "MIT")  # with what its package-lock.json names, all under MIT
BUNDLER = "esbuild@0.28.2"  # only puts the reader's modules into one file
TOOLS = ("fonttools==4.68.0", "brotli==1.2.1")
WEIGHTS = {"400": "400Regular", "600": "600SemiBold"}


def main() -> None:
    """Build every vendored file in a temporary folder, then write the manifest."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        packages = " ".join(
            f"{name}@{version}" for name, version, _ in (HTMX, FONT, FONT_TEXT, ICONS, QR)
        ).split()
        npm = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder)
        run(*npm, *packages, BUNDLER)
        modules = work / "node_modules"
        python = tools(work)
        rows = [*htmx(modules), *fonts(modules, python), *icons(modules), *reader(modules)]
        keep(STATIC, [*rows, *editor(work / "editor", python)])
        keep(PAPER, paper_fonts(modules))
    run(sys.executable, str(HERE.parent / "flatten_css.py"))


def keep(folder: Path, rows: list[dict[str, str]]) -> None:
    """Write a folder's manifest."""
    rows.sort(key=lambda row: row["file"])
    (folder / "vendor.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


def run(*command: str) -> None:
    """Run a tool found on PATH, or stop."""
    program = shutil.which(command[0])
    if program is None:
        sys.exit(f"{command[0]} is needed to vendor the front-end files")
    subprocess.run([program, *command[1:]], check=True)  # noqa: S603 - fixed words, no shell


def tools(work: Path) -> str:
    """A Python with fonttools of its own; returns its path."""
    venv.create(work / "tools", with_pip=True)
    python = str(work / "tools" / "bin" / "python")
    run(python, "-m", "pip", "install", "--quiet", *TOOLS)
    return python


def row(path: Path, package: tuple[str, str, str], folder: Path = STATIC) -> dict[str, str]:
    """What the manifest of a folder says of a file in it."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name, version, licence = package
    file = path.relative_to(folder).as_posix()
    return {"file": file, "name": name, "version": version, "licence": licence, "sha256": digest}


def htmx(modules: Path) -> list[dict[str, str]]:
    """htmx as its authors ship it, with its licence."""
    script, licence = STATIC / "js" / "htmx.min.js", STATIC / "js" / "htmx.LICENSE.txt"
    shutil.copyfile(modules / "htmx.org" / "dist" / "htmx.min.js", script)
    shutil.copyfile(modules / "htmx.org" / "LICENSE", licence)
    return [row(script, HTMX), row(licence, HTMX)]


def reader(modules: Path) -> list[dict[str, str]]:
    """The QR reader as one file for a worker, in the language of Chrome 80, with its licence."""
    script, licence = STATIC / "js" / "qr-reader.min.js", STATIC / "js" / "qr-reader.LICENSE.txt"
    entry = modules.parent / "qr-reader.js"
    shutil.copyfile(HERE / "qr-reader.js", entry)
    options = ("--bundle", "--minify", "--format=iife", "--target=chrome80", "--legal-comments=inline")
    run(str(modules / ".bin" / "esbuild"), str(entry), *options, f"--outfile={script}")
    shutil.copyfile(modules / QR[0] / "LICENSE-MIT", licence)
    return [row(script, QR), row(licence, QR)]


def editor(work: Path, python: str) -> list[dict[str, str]]:
    """The parts of the articles' editor as one file, its licences, and the file as brotli packs it best.

    Packing 400 KB that hard takes a second, which no process should spend at its start.
    """
    shutil.copytree(HERE / "editor", work)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(work))
    script, licence = STATIC / "editor" / "tiptap.min.js", STATIC / "editor" / "tiptap.LICENSE.txt"
    told = work / "told.json"
    options = ("--bundle", "--minify", "--format=iife", "--target=es2020", "--legal-comments=none")
    bundler = str(work / "node_modules" / ".bin" / "esbuild")
    run(bundler, str(work / "bundle.js"), *options, f"--metafile={told}", f"--outfile={script}")
    licence.write_text(licences(work, told), "utf-8")
    packed = script.with_name(script.name + ".br")
    pack = "import brotli, sys; sys.stdout.buffer.write(brotli.compress(sys.stdin.buffer.read(), quality=11))"
    made = subprocess.run([python, "-c", pack], input=script.read_bytes(), check=True, capture_output=True)  # noqa: S603
    packed.write_bytes(made.stdout)
    return [row(script, EDITOR), row(packed, EDITOR), row(licence, EDITOR)]


def licences(work: Path, told: Path) -> str:
    """The licence of each package whose code stands in a bundle, by esbuild's own list of what it read."""
    read = json.loads(told.read_text("utf-8"))["inputs"]
    names = {found[1] for one in read if (found := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)/", one))}
    parts = []
    for name in sorted(names):
        folder = work / "node_modules" / name
        about = json.loads((folder / "package.json").read_text("utf-8"))
        text = next(p for p in sorted(folder.iterdir()) if p.name.upper().startswith("LICEN"))
        parts.append(f"{name} {about['version']} ({about['license']})\n\n{text.read_text('utf-8').strip()}\n")
    return f"\n{'-' * 80}\n\n".join(parts)


def fonts(modules: Path, python: str) -> list[dict[str, str]]:
    """Be Vietnam Pro cut to the signs of Vietnamese text, kerned, unhinted."""
    made = []
    for weight, file in WEIGHTS.items():
        source = modules / FONT[0] / file / f"BeVietnamPro_{file}.ttf"
        target = STATIC / "fonts" / f"be-vietnam-pro-{weight}.woff2"
        options = ["--flavor=woff2", "--no-hinting", "--desubroutinize", "--layout-features=kern"]
        signs = f"--text-file={HERE / 'signs.txt'}"
        run(python, "-m", "fontTools.subset", str(source), signs, *options, f"--output-file={target}")
        made.append(row(target, FONT))
    licence = STATIC / "fonts" / "OFL.txt"
    shutil.copyfile(modules / FONT_TEXT[0] / "LICENSE", licence)
    return [*made, row(licence, FONT_TEXT)]


def paper_fonts(modules: Path) -> list[dict[str, str]]:
    """The whole typefaces for papers as PDF, which embed what they use of them."""
    made = []
    for weight, file in WEIGHTS.items():
        target = PAPER / f"be-vietnam-pro-{weight}.ttf"
        shutil.copyfile(modules / FONT[0] / file / f"BeVietnamPro_{file}.ttf", target)
        made.append(row(target, FONT, PAPER))
    licence = PAPER / "OFL.txt"
    shutil.copyfile(modules / FONT[0] / "LICENSE_FONT", licence)
    return [*made, row(licence, FONT, PAPER)]


def icons(modules: Path) -> list[dict[str, str]]:
    """One sprite: the named icons and our own lotus."""
    chosen: dict[str, str] = json.loads((HERE / "icons.json").read_text("utf-8"))
    folder = modules / ICONS[0]
    symbols = [symbol(ours, folder / "icons" / f"{theirs}.svg") for theirs, ours in sorted(chosen.items())]
    symbols.append(symbol("lotus", HERE / "lotus.svg"))
    sprite, licence = STATIC / "icons.svg", STATIC / "icons.LICENSE.txt"
    # The file is the page's icon as well, one request less: opened by itself it shows the lotus.
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">\n<use href="#lotus" color="#b0274a"/>\n'
    )
    sprite.write_text(head + "\n".join(symbols) + "\n</svg>\n", "utf-8")
    shutil.copyfile(folder / "LICENSE", licence)
    return [row(sprite, ICONS), row(licence, ICONS)]


def symbol(name: str, file: Path) -> str:
    """An icon's drawing as a symbol that takes stroke and size from the page."""
    inner = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text("utf-8"), re.DOTALL)
    if inner is None:
        sys.exit(f"{file} is not a picture")
    drawing = re.sub(r"\s+", " ", inner[1]).replace("> <", "><").replace(" />", "/>").strip()
    look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{drawing}</symbol>'


if __name__ == "__main__":
    main()
