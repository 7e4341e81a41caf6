"""The locales that shops may speak: those of Alexa that there are texts for. Called by `cli` and `app`.

Source: Alexa Skills Kit, "Develop Skills in Multiple Languages".
"""

from functools import cache

from babel import Locale

from intents.dialogue.phrases import has_texts
from voice_skill.channels.alexa.errors import LocaleRefused
from voice_skill.channels.alexa.invocation_name import invocation_name

OF_ALEXA = (
    "ar-SA", "de-DE", "en-AU", "en-CA", "en-GB", "en-IN", "en-US", "es-ES", "es-MX", "es-US", "fr-CA", "fr-FR", "hi-IN",
    "it-IT", "ja-JP", "nl-NL", "pt-BR",
)  # fmt: skip


@cache
def spoken_locales() -> dict[str, str]:
    """Each of them with its name, as "English (United States)"."""
    with_texts = [locale for locale in OF_ALEXA if has_texts(locale)]
    return {locale: str(Locale.parse(locale, sep="-").get_display_name("en")) for locale in with_texts}


def check_shop(title: str, locale: str) -> None:
    """Raises LocaleRefused, InvocationNameRefused for what Alexa's customers could not be spoken with."""
    if locale not in spoken_locales():
        raise LocaleRefused(locale, list(spoken_locales()))
    invocation_name(title, locale)
