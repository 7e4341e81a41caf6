"""Tables of customers and the Alexa accounts they are known by."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voice_skill.store.tables.base import Id, Table


class Customer(Table):
    """Somebody who buys from one merchant; nameless until the merchant tells the name.

    deletion_asked_at: when they asked for what is stored about them to be deleted, which the merchant does once it is
    sure who asks."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("merchant_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    given_name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]
    deletion_asked_at: Mapped[datetime | None]


class AlexaUser(Table):
    """An Alexa user id of a customer; it changes whenever the skill is disabled and enabled again."""

    __tablename__ = "alexa_users"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "customer_id"], ["customers.merchant_id", "customers.id"]),
        Index("ix_alexa_users_customer", "merchant_id", "customer_id"),
    )

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    customer_id: Mapped[int] = mapped_column(Id)


class SeenRequest(Table):
    """A request that may change something and what was answered, so that the same one sent again changes nothing more.

    asked: SHA-256 of what it asked for; answer: None while it is being carried out, for a web form, and once whoever
    asked is forgotten; asked_by: SHA-256 of that user's id."""

    __tablename__ = "seen_requests"
    __table_args__ = (
        Index("ix_seen_requests_seen", "seen_at"),
        Index("ix_seen_requests_asked_by", "merchant_id", "asked_by"),
    )

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    asked: Mapped[str | None] = mapped_column(String(64))
    asked_by: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(Text)
    seen_at: Mapped[datetime]
