"""The tables' history, one file per step in versions/; HEAD is the newest, known without importing Alembic."""

HEAD = "0012"
