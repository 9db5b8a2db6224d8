"""A process that signs people up until it is killed: ``python -m tests.participation.signing DATE NAME``.

Each address is written to the standard output once its sign-up is acknowledged, and not before.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

from portal.app import create_app
from portal.core import clock
from portal.core.actor import ANONYMOUS
from portal.participation import actions
from tests.conftest import NOON, QUIET, settings_for


def main(date: int, name: str) -> None:
    app = create_app(settings_for(os.environ["DATABASE_URL"], Path(os.environ["DATA_DIR"])), **QUIET)
    with app.app_context(), clock.at(NOON):
        for number in itertools.count():
            email = f"{name}-{number}@example.org"
            actions.sign_up(
                ANONYMOUS,
                date,
                name="Gæst",
                email=email,
                party={"adults": 1, "children": 1},
                form_token=email,
                language="da",
            )
            sys.stdout.write(email + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
