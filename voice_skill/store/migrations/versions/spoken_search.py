"""The index of search by sound; Store.upgrade fills it of the products that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("product_words")
    op.drop_table("word_slips")
    for name in ("index_places", "index_drawers", "index_version"):
        op.add_column("merchants", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "postings",
        sa.Column("merchant_id", ID, autoincrement=False, nullable=False),
        sa.Column("drawer", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "drawer", "segment", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spoken_products",
        sa.Column("merchant_id", ID, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("sounds", sa.Text(), nullable=False),
        sa.Column("beside", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "place", name=op.f("pk_spoken_products")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_spoken_products_product", "spoken_products", ["merchant_id", "product_id"], unique=False)
    op.create_table(
        "whole_names",
        sa.Column("merchant_id", ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("product_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "name", "product_id", name=op.f("pk_whole_names")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_whole_names_product", "whole_names", ["merchant_id", "product_id"], unique=False)
