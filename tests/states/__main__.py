"""`python -m tests.states FILE`: what tests/states/played.py has played apart."""

import sys
from pathlib import Path

from tests.states import played

if __name__ == "__main__":
    played.main(Path(sys.argv[1]))
