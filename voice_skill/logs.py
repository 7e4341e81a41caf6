"""The log of the processes that serve: stderr, one line each."""

import logging

# SQLAlchemy names a pool's logger by its class, which is ours; at INFO it reports each time that it is emptied.
POOL = "voice_skill.store.database._Pool"


def start_logging(level: str) -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("voice_skill").setLevel(level)
    logging.getLogger(POOL).setLevel(logging.WARNING)
