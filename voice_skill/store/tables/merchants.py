"""Merchants, who may sign in for one, and the systems that may ask in its name."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from voice_skill.store.tables.base import Id, Table

# Stands in for a skill's id until Amazon has given it one, so that the shop can be tried before.
LOCAL_SKILL = "amzn1.ask.skill.local-"


class Merchant(Table):
    """A shop. application_id: the Alexa skill that speaks for it, whose owner has proven that; or the operator said so.
    claimed_id: the skill that the shop says is its own, until a request of it proves that; anybody may claim it.
    ask_above_quantity: more of one thing are asked about before they are taken; ask_above_median: so many times the
    median order is; 0: never."""

    __tablename__ = "merchants"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    application_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    currency: Mapped[str] = mapped_column(String(3))
    locale: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(64))
    catalogue_version: Mapped[int] = mapped_column(BigInteger, default=0)
    index_places: Mapped[int] = mapped_column(default=0, server_default="0")
    index_drawers: Mapped[int] = mapped_column(default=0, server_default="0")
    index_version: Mapped[int] = mapped_column(default=0, server_default="0")
    claimed_id: Mapped[str | None] = mapped_column(String(255))
    ask_above_quantity: Mapped[int] = mapped_column(default=12, server_default="12")
    ask_above_median: Mapped[int] = mapped_column(default=10, server_default="10")
    created_at: Mapped[datetime]

    @property
    def skill_id(self) -> str | None:
        """The skill that Amazon knows, once there is one."""
        is_local = (self.application_id or "").startswith(LOCAL_SKILL)
        return None if is_local else self.application_id


class Login(Table):
    """Somebody who signs in to a merchant's pages. email: in lower case; nobody proved that it is theirs, so several
    shops may have it, each with a password of its own. password_hash: argon2id, of one email all with one salt."""

    __tablename__ = "logins"
    __table_args__ = (
        UniqueConstraint("email", "password_hash"),
        UniqueConstraint("merchant_id", "email"),
        UniqueConstraint("merchant_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]


class WebSession(Table):
    """A browser that somebody signed in with; hash: SHA-256 of what its cookie says."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        UniqueConstraint("hash"),
        ForeignKeyConstraint(["merchant_id", "login_id"], ["logins.merchant_id", "logins.id"]),
        Index("ix_web_sessions_login", "merchant_id", "login_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    login_id: Mapped[int] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class KnownBrowser(Table):
    """A browser in which somebody signed in before. hash: SHA-256 of a cookie that outlasts the session; network: of
    the network it was in, with the login's id."""

    __tablename__ = "known_browsers"
    __table_args__ = (
        UniqueConstraint("login_id", "hash"),
        Index("ix_known_browsers_seen", "seen_at"),
        ForeignKeyConstraint(["merchant_id", "login_id"], ["logins.merchant_id", "logins.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    login_id: Mapped[int] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime]


class PasswordReset(Table):
    """A link by which somebody sets a new password, once; hash: SHA-256 of what it says."""

    __tablename__ = "password_resets"
    __table_args__ = (
        UniqueConstraint("hash"),
        UniqueConstraint("login_id"),
        Index("ix_password_resets_expires", "expires_at"),
        ForeignKeyConstraint(["merchant_id", "login_id"], ["logins.merchant_id", "logins.id"]),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    login_id: Mapped[int] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class Attempt(Table):
    """A count of attempts to sign in or up; nobody's yet, so that it belongs to no merchant. key: SHA-256 of whose
    tries are counted. open_at: when the next one is looked at."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_forget", "forget_at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    open_at: Mapped[datetime]
    forget_at: Mapped[datetime]


class ApiToken(Table):
    """The token that a merchant's system sends to be let in; of the secret only its SHA-256 is stored, and `hint`, its
    beginning.

    minute_at, taken: how many requests it made in that minute."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        UniqueConstraint("hash"),
        Index("ix_api_tokens_merchant", "merchant_id", "id"),
        CheckConstraint("taken >= 0", "taken"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"))
    name: Mapped[str] = mapped_column(String(120))
    hash: Mapped[str] = mapped_column(String(64))
    hint: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    minute_at: Mapped[datetime | None]
    taken: Mapped[int] = mapped_column(default=0)


class IdempotencyKey(Table):
    """The answer to a request that changed something, written with the change; asked: the request's SHA-256."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_answered", "answered_at"),)

    merchant_id: Mapped[int] = mapped_column(ForeignKey("merchants.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    asked: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]]
    body: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]
