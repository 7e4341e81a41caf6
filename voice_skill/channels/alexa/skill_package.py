"""Writes what `ask deploy` takes: the skill's manifest and its interaction models. Called by `cli`.

Source: ask-cli, "Alexa Skill Project Definition"; the manifest's schema in the Skill Management API. There is no
`code` in the package, because the endpoint is the merchant's own server.

The endpoint ends in the shop's secret, by which the first request of the skill proves whose it is: the package is for
the shop alone, and no public repository.
"""

import json
import re
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from intents.dialogue.phrases import text_language
from voice_skill.channels.alexa.errors import PackageRefused
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.store import MerchantStore

RESOURCES = "ask-resources.json"
MANIFEST = "skill-package/skill.json"
MODELS = "skill-package/interactionModels/custom"
ASK_RESOURCES = {
    "askcliResourcesVersion": "2020-03-31",
    "profiles": {"default": {"skillMetadata": {"src": "./skill-package"}}},
}
SUBSCRIPTIONS = ("SKILL_ENABLED", "SKILL_DISABLED")

Json = dict[str, Any]


def write_skill_package(out: Path, store: MerchantStore, *, endpoint: str, locales: Sequence[str] = ()) -> list[Path]:
    """Write a merchant's package, or bring an earlier one up to date; whatever else lies in it stays.

    endpoint: the https URL of this server's /alexa, on port 443; the shop's own address below it is what Alexa calls.
    locales: the merchant's own unless given. Returns the files written, and keeps the address when it is new.
    Raises PackageRefused, InvocationNameRefused, InteractionModelRefused, SealBroken.
    """
    _check_folder(out)
    served = _https(endpoint)
    models = {locale: interaction_model(store, locale) for locale in locales or [store.merchant.locale]}
    secret = store.skill.address()
    store.commit()
    uri = f"{served.removesuffix(f'/{secret}')}/{secret}"
    files: dict[str, Json] = {RESOURCES: ASK_RESOURCES, MANIFEST: _manifest(store, uri, models)}
    files |= {f"{MODELS}/{locale}.json": model for locale, model in models.items()}
    _replace(out, files)
    for old in sorted((out / MODELS).glob("*.json")):
        if old.stem not in models:
            old.unlink()
    return [out / name for name in files]


def zipped_package(store: MerchantStore, endpoint: str) -> bytes:
    """The same as a zip, for a merchant who has no command line on the server. Raises what write_skill_package does."""
    packed = BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="voice-skill-package-") as folder,
        ZipFile(packed, "w", ZIP_DEFLATED) as zipped,
    ):
        out = Path(folder) / "skill"
        for path in write_skill_package(out, store, endpoint=endpoint):
            zipped.write(path, path.relative_to(out.parent))
    return packed.getvalue()


def _check_folder(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise PackageRefused(out, "this is a file; name a folder")
    try:
        is_ours = json.loads((out / RESOURCES).read_bytes()) == ASK_RESOURCES
    except (OSError, ValueError):
        is_ours = False
    if not is_ours and any(out.iterdir()):
        raise PackageRefused(out, "there is something else in this folder; name a new one")


def _https(endpoint: str) -> str:
    match = re.fullmatch(r"(https://[a-z0-9.-]+(?::443)?)/?(.*)", endpoint, re.IGNORECASE)
    if match is None or re.search(r"[\s@:?#]", match[2]):
        raise PackageRefused(endpoint, "Alexa calls https on port 443; write https://your.host/alexa")
    return f"{match[1]}/{match[2].rstrip('/') or 'alexa'}"


def _replace(out: Path, files: Mapping[str, Json]) -> None:
    """All files are whole on the disk before the first takes its place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as staging:
        staged = [Path(staging) / str(number) for number in range(len(files))]
        for path, content in zip(staged, files.values(), strict=True):
            path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        for path, name in zip(staged, files, strict=True):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(out / name)


def _manifest(store: MerchantStore, uri: str, models: Mapping[str, Json]) -> Json:
    endpoint = {"uri": uri, "sslCertificateType": "Trusted"}
    listings = {locale: _listing(store, locale, model) for locale, model in models.items()}
    publishing = {
        "locales": {
            locale: {key: value for key, value in listing.items() if key != "testingInstructions"}
            for locale, listing in listings.items()
        },
        "isAvailableWorldwide": True,
        "distributionMode": "PUBLIC",
        "category": "SHOPPING",
        "testingInstructions": next(iter(listings.values()))["testingInstructions"],
    }
    return {
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": publishing,
            "apis": {"custom": {"endpoint": endpoint, "interfaces": [{"type": "CAN_FULFILL_INTENT_REQUEST"}]}},
            "events": {
                "endpoint": endpoint,
                "subscriptions": [{"eventName": name} for name in SUBSCRIPTIONS],
            },
            "permissions": [],
            "privacyAndCompliance": {
                "allowsPurchases": True,
                "usesPersonalInfo": True,
                "isChildDirected": False,
                "isExportCompliant": True,
                "containsAds": False,
            },
        }
    }


def _listing(store: MerchantStore, locale: str, model: Json) -> Json:
    """The listing in the Alexa app's store, in words of ours and samples of this model."""
    words = tomllib.loads((files(__package__) / f"listing/{text_language(locale)}.toml").read_text("utf-8"))
    language = model["interactionModel"]["languageModel"]
    shop, name = store.merchant.title, language["invocationName"]
    return {
        "name": shop,
        "summary": words["summary"].format(shop=shop, name=name),
        "description": words["description"].strip().format(shop=shop, name=name),
        "examplePhrases": [
            words["open"].format(name=name),
            *(
                words["ask"].format(name=name, sample=sample)
                for sample in _sayable_samples(words["examples"], language)
            ),
        ],
        "keywords": [keyword.format(shop=shop) for keyword in words["keywords"]],
        "testingInstructions": words["testing_instructions"].strip().format(shop=shop, name=name),
    }


def _sayable_samples(examples: Iterable[str], language: Json) -> Iterator[str]:
    """The examples that are samples of this model, with its first product in them."""
    samples = {sample for intent in language["intents"] for sample in intent["samples"]}
    products = [kind["values"][0]["name"]["value"] for kind in language["types"] if kind["name"] == "PRODUCT"]
    for example in examples:
        if example in samples:
            yield example.format(product=products[0] if products else "")
