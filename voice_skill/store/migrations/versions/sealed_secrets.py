"""Secrets of webhooks, which were kept as they are, sealed with the server's secret key."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FEEDS = sa.table("feeds", sa.column("id"), sa.column("webhook_secret"), sa.column("sealed_secret"))


def upgrade() -> None:
    op.add_column("feeds", sa.Column("sealed_secret", sa.Text(), nullable=True))
    seal = op.get_context().config.attributes["seal"]  # type: ignore[union-attr]
    connection = op.get_bind()
    for feed_id, secret in connection.execute(sa.select(FEEDS.c.id, FEEDS.c.webhook_secret)).all():
        connection.execute(sa.update(FEEDS).where(FEEDS.c.id == feed_id).values(sealed_secret=seal(secret)))
    op.drop_column("feeds", "webhook_secret")
