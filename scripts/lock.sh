#!/bin/sh
# Resolve pyproject.toml anew into the three lock files. Needs .venv (./test makes it); for maintainers.
set -eu
cd -- "$(dirname -- "$0")/.."
uv=.venv/bin/uv
how="--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet"
# a file that exists is taken as a preference: delete one first to move to the newest versions
$uv pip compile pyproject.toml $how -o base.lock
$uv pip compile pyproject.toml --extra dev -c base.lock $how -o dev.lock
sed -n 's/ .*//; /==/p' scripts/uv.lock | $uv pip compile - $how -o scripts/uv.lock
sed -n 's/ .*//; /==/p' scripts/node.lock | $uv pip compile - $how -o scripts/node.lock
