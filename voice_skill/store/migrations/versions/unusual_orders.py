"""Limits above which a shop asks before it accepts: far more of one product, or a far larger order, than is usual
there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("merchants", sa.Column("ask_above_quantity", sa.Integer(), server_default="12", nullable=False))
    op.add_column("merchants", sa.Column("ask_above_median", sa.Integer(), server_default="10", nullable=False))
    op.create_index("ix_orders_placed", "orders", ["merchant_id", "placed_at"], unique=False)
