"""Runs the migrations from Python; called by Store.upgrade."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from voice_skill.store.errors import UnknownSchema
from voice_skill.store.rows.failures import place
from voice_skill.store.rows.vitals import OURS
from voice_skill.store.tables import Table

# Any number, the same in every process that upgrades this database.
UPGRADE_LOCK = 7_021_900_001


def upgrade(engine: Engine, seal: Callable[[str], str]) -> None:
    """Bring the database to HEAD in one transaction that holds a lock, so that a second process waits and
    then finds nothing to do. seal: for secrets that older tables keep as they are. Raises UnknownSchema.

    SQLite changes a constraint by making the table anew, which its foreign keys must let happen: they rest meanwhile
    and are checked at the end (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes")."""
    config = _config()
    with engine.connect() as connection:
        try:
            _lock(connection)
            check(connection)
            config.attributes |= {"connection": connection, "seal": seal}
            command.upgrade(config, "head")
            _check_foreign_keys(connection)
            connection.commit()
        finally:
            connection.invalidate()  # it is not to be used by others while its foreign keys rest


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.begin()
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is sealed leaves no trace in the file
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"the upgrade was undone: {broken[0]} would point to rows of {broken[2]} that are gone")


def check(connection: Connection) -> None:
    """Raises UnknownSchema for tables of a version that is not known here, or of another program, which may keep its
    own versions in a table of the same name."""
    names = set(inspect(connection).get_table_names())
    where = place(connection.engine.url)
    if "alembic_version" not in names:
        # A server's database may be shared; a file is either ours or not.
        if names if connection.dialect.name == "sqlite" else names & set(Table.metadata.tables):
            raise UnknownSchema(None, where)
        return
    if not names >= OURS:
        raise UnknownSchema(None, where)
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if version not in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}:
        raise UnknownSchema(version, where)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "voice_skill.store:migrations")
    return config
