"""The shop's first tables, and the trigger that keeps what happened to an order as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite counts up a primary key by itself only when its type is exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STATUSES = (
    "placed",
    "on_hold",
    "processing",
    "shipped",
    "out_for_delivery",
    "ready_for_pickup",
    "problem",
    "delivered",
    "return_requested",
    "returned",
    "cancelled",
)
PAYMENTS = ("unpaid", "authorized", "paid", "partly_refunded", "refunded", "failed")

SQLITE_TRIGGERS = """
CREATE TRIGGER order_events_{verb} BEFORE {verb} ON order_events
BEGIN SELECT RAISE(ABORT, 'order_events is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE TRIGGER order_events_append_only BEFORE UPDATE OR DELETE ON order_events
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "merchants",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("application_id", sa.String(length=255), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("catalogue_version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchants")),
        sa.UniqueConstraint("application_id", name=op.f("uq_merchants_application_id")),
        sa.UniqueConstraint("name", name=op.f("uq_merchants_name")),
    )
    op.create_table(
        "product_words",
        sa.Column("merchant_id", ID, autoincrement=False, nullable=False),
        sa.Column("word", sa.String(length=80), nullable=False),
        sa.Column("rank", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("product_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "word", "rank", "product_id", name=op.f("pk_product_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_product_words_product", "product_words", ["merchant_id", "product_id"], unique=False)
    op.create_table(
        "word_slips",
        sa.Column("merchant_id", ID, autoincrement=False, nullable=False),
        sa.Column("slip", sa.String(length=40), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "slip", "word", name=op.f("pk_word_slips")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customers",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_customers_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_customers_merchant_id_id")),
    )
    create_feeds()
    op.create_table(
        "products",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=True),
        sa.Column("external_id", sa.String(length=140), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("spoken_name", sa.Text(), nullable=False),
        sa.Column("spoken_plural", sa.Text(), nullable=False),
        sa.Column("fed_name", sa.Text(), nullable=True),
        sa.Column("fed_plural", sa.Text(), nullable=True),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("discontinued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["merchant_id", "feed_id"], ["feeds.merchant_id", "feeds.id"], name=op.f("fk_products_merchant_id_feed_id")
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_products_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("merchant_id", "external_id", name=op.f("uq_products_merchant_id_external_id")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_products_merchant_id_id")),
    )
    op.create_index("ix_products_live", "products", ["merchant_id", "discontinued_at"], unique=False)
    op.create_table(
        "seen_requests",
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("request_id", sa.String(length=255), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_seen_requests_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "request_id", name=op.f("pk_seen_requests")),
    )
    op.create_table(
        "alexa_users",
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "customer_id"],
            ["customers.merchant_id", "customers.id"],
            name=op.f("fk_alexa_users_merchant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_alexa_users_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "user_id", name=op.f("pk_alexa_users")),
    )
    op.create_index("ix_alexa_users_customer", "alexa_users", ["merchant_id", "customer_id"], unique=False)
    op.create_table(
        "carts",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_reorder", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("confirmation_token", sa.String(length=64), nullable=True),
        sa.Column("read_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('open', 'awaiting_yes', 'placed', 'expired')", name=op.f("ck_carts_status")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "customer_id"],
            ["customers.merchant_id", "customers.id"],
            name=op.f("fk_carts_merchant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_carts_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carts")),
        sa.UniqueConstraint("merchant_id", "confirmation_token", name=op.f("uq_carts_merchant_id_confirmation_token")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_carts_merchant_id_id")),
    )
    op.create_index("ix_carts_customer", "carts", ["merchant_id", "customer_id", "status"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("payment", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("confirmation_token", sa.String(length=64), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"payment IN {PAYMENTS}", name=op.f("ck_orders_payment")),
        sa.CheckConstraint(f"status IN {STATUSES}", name=op.f("ck_orders_status")),
        sa.CheckConstraint("amount_refunded_minor BETWEEN 0 AND total_minor", name=op.f("ck_orders_refunded")),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_orders_total")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "customer_id"],
            ["customers.merchant_id", "customers.id"],
            name=op.f("fk_orders_merchant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_orders_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("merchant_id", "confirmation_token", name=op.f("uq_orders_merchant_id_confirmation_token")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_orders_merchant_id_id")),
        sa.UniqueConstraint("merchant_id", "number", name=op.f("uq_orders_merchant_id_number")),
    )
    op.create_index("ix_orders_customer", "orders", ["merchant_id", "customer_id", "placed_at"], unique=False)
    op.create_index("ix_orders_status", "orders", ["merchant_id", "status", "placed_at"], unique=False)
    op.create_table(
        "variants",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("sku", sa.String(length=140), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("sale_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("sale_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sale_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("availability", sa.String(length=16), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("discontinued_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_variants_price")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_variants_stock")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "product_id"],
            ["products.merchant_id", "products.id"],
            name=op.f("fk_variants_merchant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_variants_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_variants_merchant_id_id")),
        sa.UniqueConstraint("merchant_id", "sku", name=op.f("uq_variants_merchant_id_sku")),
    )
    op.create_index("ix_variants_product", "variants", ["merchant_id", "product_id"], unique=False)
    op.create_table(
        "cart_lines",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("cart_id", ID, nullable=False),
        sa.Column("variant_id", ID, nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("quoted_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_cart_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "cart_id"],
            ["carts.merchant_id", "carts.id"],
            name=op.f("fk_cart_lines_merchant_id_cart_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "variant_id"],
            ["variants.merchant_id", "variants.id"],
            name=op.f("fk_cart_lines_merchant_id_variant_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_cart_lines_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_lines")),
        sa.UniqueConstraint("cart_id", "variant_id", name=op.f("uq_cart_lines_cart_id_variant_id")),
    )
    op.create_table(
        "order_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("source_id", sa.String(length=140), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "order_id"],
            ["orders.merchant_id", "orders.id"],
            name=op.f("fk_order_events_merchant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_order_events_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_events")),
        sa.UniqueConstraint(
            "merchant_id", "order_id", "source_id", name=op.f("uq_order_events_merchant_id_order_id_source_id")
        ),
    )
    op.create_table(
        "order_lines",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("variant_id", ID, nullable=False),
        sa.Column("sku", sa.String(length=140), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("spoken_name", sa.Text(), nullable=False),
        sa.Column("spoken_plural", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("unit_minor", sa.BigInteger(), nullable=False),
        sa.Column("ordered", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Integer(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cancelled >= 0 AND shipped >= 0 AND cancelled + shipped <= ordered", name=op.f("ck_order_lines_shipped")
        ),
        sa.CheckConstraint(
            "delivered BETWEEN 0 AND shipped AND returned BETWEEN 0 AND shipped",
            name=op.f("ck_order_lines_delivered"),
        ),
        sa.CheckConstraint("ordered > 0", name=op.f("ck_order_lines_ordered")),
        sa.CheckConstraint("taken BETWEEN 0 AND ordered", name=op.f("ck_order_lines_taken")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "order_id"],
            ["orders.merchant_id", "orders.id"],
            name=op.f("fk_order_lines_merchant_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "variant_id"],
            ["variants.merchant_id", "variants.id"],
            name=op.f("fk_order_lines_merchant_id_variant_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_order_lines_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
    )
    op.create_index("ix_order_lines_order", "order_lines", ["merchant_id", "order_id"], unique=False)
    make_order_events_append_only()


def create_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=32), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("webhook_secret", sa.String(length=255), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("read_as", sa.String(length=64), nullable=True),
        sa.Column("last_good_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every_s > 0", name=op.f("ck_feeds_every")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_feeds_failures")),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_feeds_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_feeds_merchant_id_id")),
        sa.UniqueConstraint("merchant_id", "name", name=op.f("uq_feeds_merchant_id_name")),
        sa.UniqueConstraint("token", name=op.f("uq_feeds_token")),
    )
    op.create_index("ix_feeds_due", "feeds", ["next_at"], unique=False)
    op.create_table(
        "feed_runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome IN ('ok', 'unchanged', 'waiting', 'failed')", name=op.f("ck_feed_runs_outcome")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "feed_id"], ["feeds.merchant_id", "feeds.id"], name=op.f("fk_feed_runs_merchant_id_feed_id")
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_feed_runs_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_runs")),
    )
    op.create_index("ix_feed_runs_feed", "feed_runs", ["merchant_id", "feed_id", "id"], unique=False)
    op.create_table(
        "feed_findings",
        sa.Column("id", ID, nullable=False),
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "feed_id"],
            ["feeds.merchant_id", "feeds.id"],
            name=op.f("fk_feed_findings_merchant_id_feed_id"),
        ),
        sa.ForeignKeyConstraint(["merchant_id"], ["merchants.id"], name=op.f("fk_feed_findings_merchant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_findings")),
    )
    op.create_index("ix_feed_findings_feed", "feed_findings", ["merchant_id", "feed_id", "id"], unique=False)


def make_order_events_append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(SQLITE_TRIGGERS.format(verb=verb))
    else:
        op.execute(POSTGRESQL_FUNCTION)
        op.execute(POSTGRESQL_TRIGGER)
