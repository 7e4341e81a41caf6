"""Errors as one line for whoever typed the command: what happened, and what to do."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from voice_skill.cli.faults import file_in_a_line, schema_in_a_line, unavailable_in_a_line
from voice_skill.order_words import ORDER_WORDS
from voice_skill.store import (
    BadDatabaseUrl,
    BadMerchant,
    BadPassword,
    CatalogueMoved,
    EmailTaken,
    FeedBusy,
    IllegalTransition,
    MerchantExists,
    PasswordTaken,
    SealBroken,
    SeveralLogins,
    SkillTaken,
    StoreError,
    StoreUnavailable,
    TooManyTokens,
    UnknownCustomer,
    UnknownFeed,
    UnknownLogin,
    UnknownMerchant,
    UnknownOrder,
    UnknownProduct,
    UnknownSchema,
    UnknownToken,
)
from voice_skill.store.statuses import ways_on

# Modules that only an extra brings, as `pip install 'voice-skill[EXTRA]'` names it.
EXTRAS = {
    "understanding": ("dateutil", "onnx", "onnxruntime", "pycrfsuite", "scipy", "sklearn"),
    "sounds": ("espeakng_loader",),
    "voice": ("num2words", "pyttsx3", "sounddevice", "soundfile", "soxr", "vosk", "websockets"),
    "postgres": ("psycopg",),
}

SPOKEN_FOR = (
    "voice_skill.config",
    "voice_skill.home",
    "voice_skill.linking",
    "voice_skill.channels.alexa",
    "voice_skill.understanding",
    "local_voice",
)


@contextmanager
def told_in_a_line() -> Iterator[None]:
    """For a process that no shell started: ends it with status 1."""
    try:
        yield
    except Exception as error:
        line = in_a_line(error)
        if line is None:
            raise
        click.echo(f"Error: {line}", err=True)
        sys.exit(1)


def in_a_line(error: Exception) -> str | None:
    """The line, or None for an error that is a fault of ours and keeps its trace."""
    match error:
        case UnknownMerchant(merchant=name):
            return f"No merchant is called {name!r}. To list them: voice-skill merchant list"
        case MerchantExists(name=name):
            return f"{name!r} is already taken. To list merchants: voice-skill merchant list"
        case SkillTaken(application_id=skill, merchant=name):
            return f"The skill {skill!r} already speaks for {name!r}. To end that: voice-skill merchant unlink {name}"
        case EmailTaken():
            return "This e-mail address already has a login for this shop."
        case PasswordTaken():
            return "This e-mail address already uses this password for another shop. Choose a different one."
        case UnknownLogin(email=email):
            return f"No login has the address {email}. To list logins: voice-skill login list --merchant NAME"
        case SeveralLogins(email=email, merchants=merchants):
            return f"{email} signs in to {', '.join(merchants)}. Say which with --merchant."
        case BadPassword(least=least, most=most):
            return f"A password must have {least} to {most} characters."
        case BadMerchant(field=field, value=value):
            return f"{value!r} is not a valid {field.replace('_', ' ')}."
        case UnknownToken():
            return "No such token. To list them: voice-skill token list"
        case TooManyTokens(most=most):
            return f"The shop already has {most} active tokens. Revoke unused ones: voice-skill token list"
        case UnknownCustomer():
            return "No such customer. To list them: voice-skill customers list"
        case UnknownFeed(name=name):
            return f"No feed is called {name!r}. To list them: voice-skill catalogue feeds"
        case FeedBusy(name=name):
            return f"{name!r} is being synced right now. If that process was killed, the lock expires in 15 minutes."
        case UnknownProduct(text=text):
            return f"No product is called {text!r}. To search: voice-skill catalogue show --search WORDS"
        case UnknownOrder(number=number):
            return f"No order has the number {number!r}. To list them: voice-skill orders list"
        case IllegalTransition(current=current, wanted=wanted):
            return f"An order that is {_plain(current)} cannot become {_plain(wanted)}. {_ways_on(current)}"
        case BadDatabaseUrl():
            return "DATABASE_URL is neither sqlite:///path nor postgresql://user@host/name."
        case StoreUnavailable():
            return unavailable_in_a_line(error)
        case UnknownSchema():
            return schema_in_a_line(error)
        case SealBroken():
            return (
                "A secret in the database was stored with another VOICE_SKILL_SECRET_KEY. Restore that key, or create "
                "the secret anew, a skill's address with voice-skill merchant new-address NAME."
            )
        case CatalogueMoved():
            return "The catalogue was changed by another process at the same moment. Try again."
        case StoreError():
            return f"The shop refused: {type(error).__name__} {' '.join(map(str, error.args))}".rstrip()
        case OSError(errno=errno.EPIPE):
            return None  # whoever read what is printed went away; click ends quietly
        case OSError():
            return file_in_a_line(error)
        case ImportError(name=name) if extra := extra_of(name):
            return f"{name} is not installed; this command needs it: pip install 'voice-skill[{extra}]'"
        case _ if type(error).__module__.startswith(SPOKEN_FOR):
            return str(error)
        case _:
            return None


def extra_of(module: str | None) -> str | None:
    """The extra that brings a module, or None for one that every installation has."""
    top = (module or "").partition(".")[0]
    return next((extra for extra, modules in EXTRAS.items() if top in modules), None)


def _ways_on(status: str) -> str:
    """The commands that may come next for an order."""
    verbs = [ORDER_WORDS[way].verb for way in ways_on(status)]
    return f"From there: voice-skill orders {' | '.join(verbs)}" if verbs else "It stays so."


def _plain(status: str) -> str:
    return status.replace("_", " ")
