"""Keep the answers to changing requests, so that a request that is sent again changes nothing more."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("seen_requests", sa.Column("asked", sa.String(length=64), nullable=True))
    op.add_column("seen_requests", sa.Column("answer", sa.Text(), nullable=True))
    op.create_index("ix_seen_requests_seen", "seen_requests", ["seen_at"], unique=False)
