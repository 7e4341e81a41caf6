"""Slow down password guessing and nothing else, add links that set a new password, and allow several shops of one
address."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    count_attempts_by_row()
    let_shops_share_an_address()
    of_login("known_browsers", "login_id, hash", network=sa.String(length=64), seen_at=TIME)
    of_login("password_resets", "hash", "login_id", expires_at=TIME)
    op.create_index("ix_known_browsers_seen", "known_browsers", ["seen_at"], unique=False)
    op.create_index("ix_password_resets_expires", "password_resets", ["expires_at"], unique=False)


def count_attempts_by_row() -> None:
    op.drop_table("attempts")
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("open_at", TIME, nullable=False),
        sa.Column("forget_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_forget", "attempts", ["forget_at"], unique=False)


def let_shops_share_an_address() -> None:
    with op.batch_alter_table("logins") as logins:
        logins.drop_constraint(op.f("uq_logins_email"), type_="unique")
        logins.create_unique_constraint(op.f("uq_logins_email_password_hash"), ["email", "password_hash"])
        logins.create_unique_constraint(op.f("uq_logins_merchant_id_email"), ["merchant_id", "email"])


def of_login(table: str, *unique: str, **columns: sa.types.TypeEngine[Any]) -> None:
    """A table whose rows are found by a hash and belong to a login."""
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("login_id", ID, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in columns.items()),
        sa.ForeignKeyConstraint(
            ["merchant_id", "login_id"],
            ["logins.merchant_id", "logins.id"],
            name=op.f(f"fk_{table}_merchant_id_login_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f(f"fk_{table}_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.UniqueConstraint(*names.split(", "), name=op.f(f"uq_{table}_{names.replace(', ', '_')}"))
            for names in unique
        ),
    )
