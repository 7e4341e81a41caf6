"""The addresses at which Alexa calls the skills of shops."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voice_skill.store.tables.base import Id, Table


class SkillAddress(Table):
    """The secret end of an address at which Alexa calls one shop: what arrives is found by the secret's SHA-256, and
    `sealed` gives the secret again, for the next skill package. retired_at: since when a newer one is in its place."""

    __tablename__ = "skill_addresses"
    __table_args__ = (UniqueConstraint("hash"), Index("ix_skill_addresses_merchant", "merchant_id", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    hash: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
