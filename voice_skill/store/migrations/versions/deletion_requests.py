"""When a customer asked for what is stored about them to be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("customers", sa.Column("deletion_asked_at", sa.DateTime(timezone=True), nullable=True))
