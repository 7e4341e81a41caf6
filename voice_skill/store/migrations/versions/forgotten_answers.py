"""Record the customer of each answer, so that the answer can be deleted with them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("seen_requests", sa.Column("asked_by", sa.String(length=64), nullable=True))
    op.create_index("ix_seen_requests_asked_by", "seen_requests", ["merchant_id", "asked_by"], unique=False)
