"""Runs the migrations from Python; called by Store.upgrade."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

# Any number, the same in every process that upgrades this database.
UPGRADE_LOCK = 7_021_900_001


def upgrade(engine: Engine) -> None:
    """Bring the database to HEAD in one transaction that holds a lock, so that a second process waits and
    then finds nothing to do."""
    config = Config()
    config.set_main_option("script_location", "voice_skill.store:migrations")
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.begin()
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
