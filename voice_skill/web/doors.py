"""Parts that app.py hands to the pages, and the merchant of a request. Called by every page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Blueprint, current_app, g
from werkzeug.exceptions import Unauthorized

from voice_skill.store import MerchantStore, SignedIn, Store

EXTENSION = "voice_skill_web"


class NoPackage(Exception):
    """Alexa would not take the skill; says why."""


class NoSound(Exception):
    """Nothing can be heard this time."""


@dataclass(frozen=True)
class Doors:
    """home: where uploaded feeds are kept. locales: the languages that shops speak, with their names. refusal: why
    Alexa would not take a title in a locale, or None. package: gives a shop's skill package as a zip, for an endpoint,
    or raises NoPackage. speak: gives words of a locale as a WAV, or raises NoSound; None where nothing can speak.
    is_behind_tls: the settings say that browsers come through a proxy or by https. more: other pages for whoever is
    signed in."""

    store: Store
    home: Path
    locales: Mapping[str, str]
    refusal: Callable[[str, str], str | None]
    package: Callable[[MerchantStore, str], bytes]
    speak: Callable[[str, str], bytes] | None = None
    is_sign_up: bool = True
    is_behind_tls: bool = False
    more: Sequence[Blueprint] = ()


def doors() -> Doors:
    return cast(Doors, current_app.extensions[EXTENSION])


def who_is_here() -> SignedIn:
    """Raises Unauthorized, which leads to the sign-in page."""
    who: SignedIn | None = g.get("who")
    if who is None:
        raise Unauthorized
    return who


def current_shop() -> MerchantStore:
    """The shop of whoever is signed in, to be closed; raises Unauthorized."""
    return doors().store.for_merchant(who_is_here().merchant)
