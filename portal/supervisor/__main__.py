"""What `./run` becomes once the packages are there."""

import sys

from portal.supervisor.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
