"""Addresses of feeds that hold credentials, which were kept as they are, sealed with the server's secret key."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from voice_skill.store.imports.addresses import without_credentials

revision = "0011"
down_revision = "0010"

FEEDS = sa.table("feeds", sa.column("id"), sa.column("source"), sa.column("sealed_source"))
JOBS = sa.table("feed_jobs", sa.column("id"), sa.column("settings", sa.JSON()))


def upgrade() -> None:
    op.add_column("feeds", sa.Column("sealed_source", sa.Text(), nullable=True))
    seal = op.get_context().config.attributes["seal"]  # type: ignore[union-attr]
    connection = op.get_bind()

    def kept(address: str) -> dict[str, Any]:
        return {"source": without_credentials(address), "sealed_source": seal(address)}

    for feed_id, source in connection.execute(sa.select(FEEDS.c.id, FEEDS.c.source)).all():
        if without_credentials(source) != source:
            connection.execute(sa.update(FEEDS).where(FEEDS.c.id == feed_id).values(kept(source)))
    for job_id, settings in connection.execute(sa.select(JOBS.c.id, JOBS.c.settings)).all():
        source = settings.get("source") or ""
        if without_credentials(source) != source:
            connection.execute(sa.update(JOBS).where(JOBS.c.id == job_id).values(settings=settings | kept(source)))
