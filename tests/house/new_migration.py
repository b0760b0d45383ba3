"""Write the next migration from the models: `make migration name=word`."""

import sys
import tempfile
from pathlib import Path

from flask_migrate import revision, upgrade

from grantsapp.app import create_app

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def main() -> None:
    """Bring an empty database up to date, and write what the models have more."""
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    folder = tempfile.mkdtemp(prefix="grantsapp-")
    with create_app(DATA=folder, DATABASE_URL="").app_context():
        upgrade()
        revision(message=sys.argv[1], rev_id=number, autogenerate=True)


if __name__ == "__main__":
    main()
