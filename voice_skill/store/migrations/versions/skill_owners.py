"""Addresses that prove whose a skill is; the skills that are linked already count as proven."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("merchants", sa.Column("claimed_id", sa.String(length=255), nullable=True))
    op.create_table(
        "skill_addresses",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_skill_addresses_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_addresses")),
        sa.UniqueConstraint("hash", name=op.f("uq_skill_addresses_hash")),
    )
    op.create_index("ix_skill_addresses_merchant", "skill_addresses", ["merchant_id", "id"], unique=False)
