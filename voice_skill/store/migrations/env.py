"""Run by Alembic, on the connection and in the transaction of upgrade.py beside it."""

from alembic import context

from voice_skill.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transactional_ddl=True,
)
context.run_migrations()
