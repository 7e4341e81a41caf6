"""Record the time of each cart's last change, so that carts can be pruned; customers who only opened a skill are no
longer kept."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

STRANGERS = """
SELECT id FROM customers WHERE given_name IS NULL AND email IS NULL
AND NOT EXISTS (SELECT 1 FROM carts
    WHERE carts.merchant_id = customers.merchant_id AND carts.customer_id = customers.id)
AND NOT EXISTS (SELECT 1 FROM orders
    WHERE orders.merchant_id = customers.merchant_id AND orders.customer_id = customers.id)
"""


def upgrade() -> None:
    op.add_column("carts", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE carts SET changed_at = CURRENT_TIMESTAMP")
    op.execute(
        "UPDATE carts SET status = 'expired', confirmation_token = NULL WHERE status IN ('open', 'awaiting_yes')"
        " AND NOT EXISTS (SELECT 1 FROM cart_lines WHERE cart_lines.cart_id = carts.id)"
    )
    op.create_index("ix_carts_changed", "carts", ["status", "changed_at"], unique=False)
    op.drop_index("ix_idempotency_keys_answered", table_name="idempotency_keys")
    op.create_index("ix_idempotency_keys_answered", "idempotency_keys", ["answered_at"], unique=False)
    op.execute(f"DELETE FROM alexa_users WHERE customer_id IN ({STRANGERS})")  # noqa: S608
    op.execute(f"DELETE FROM customers WHERE id IN ({STRANGERS})")  # noqa: S608
