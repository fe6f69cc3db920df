"""The command line: python -m contentflow."""

import sys

from contentflow.cli.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
