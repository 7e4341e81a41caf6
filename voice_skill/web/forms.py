"""The pages' forms and the input they accept, by WTForms."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from wtforms import EmailField, Form, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from voice_skill.store.access.passwords import LEAST_CHARACTERS, MOST_CHARACTERS

NEEDED = "Please fill this in."
CURRENCIES = ("USD", "CAD", "GBP", "EUR", "AUD", "NZD", "INR", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "MXN", "BRL")
# Where a browser does not say its time zone.
TIME_ZONES = {
    "en-GB": "Europe/London",
    "en-CA": "America/Toronto",
    "en-AU": "Australia/Sydney",
    "en-IN": "Asia/Kolkata",
}


def trimmed(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def needed(most: int) -> list[Any]:
    return [DataRequired(NEEDED), Length(max=most, message=f"Please use at most {most} characters.")]


def new_password() -> list[Any]:
    message = f"Please use {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters."
    return [DataRequired(NEEDED), Length(LEAST_CHARACTERS, MOST_CHARACTERS, message)]


class SignIn(Form):
    email = EmailField("E-mail address", needed(254), render_kw={"autocomplete": "username"})
    password = PasswordField("Password", needed(1_000), render_kw={"autocomplete": "current-password"})


class SignUp(Form):
    shop = StringField(
        "Name of your shop",
        needed(60),
        filters=[trimmed],
        description="As a customer would say it: Juniper Lane.",
        render_kw={"autocomplete": "organization"},
    )
    email = EmailField("E-mail address", needed(254), filters=[trimmed], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password",
        new_password(),
        description=f"{LEAST_CHARACTERS} characters or more; a few words work well. Use another one for each shop.",
        render_kw={"autocomplete": "new-password", "minlength": LEAST_CHARACTERS},
    )
    currency = SelectField("Currency of your prices", default="USD")
    locale = SelectField("Language of your customers")
    time_zone = HiddenField(render_kw={"data-time-zone": ""})

    def offer(self, locales: Mapping[str, str]) -> None:
        names = Locale("en").currencies
        self.currency.choices = [(code, f"{code} – {names[code]}") for code in CURRENCIES]
        self.locale.choices = list(locales.items())

    def time_zone_of_shop(self) -> str:
        """The browser's time zone, if it names a valid one."""
        try:
            return ZoneInfo(self.time_zone.data or "").key
        except (KeyError, ValueError, OSError):
            return TIME_ZONES.get(self.locale.data, "America/New_York")


class NewPassword(Form):
    new = PasswordField(
        "New password",
        new_password(),
        description=f"{LEAST_CHARACTERS} characters or more.",
        render_kw={"autocomplete": "new-password", "minlength": LEAST_CHARACTERS},
    )


class ChangePassword(NewPassword):
    old = PasswordField("Current password", needed(1_000), render_kw={"autocomplete": "current-password"})
