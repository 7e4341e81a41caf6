import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.channels.alexa.products import MUG
from voice_skill.channels.alexa.errors import InvocationNameRefused, PackageRefused
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.channels.alexa.skill_package import write_skill_package
from voice_skill.store import MerchantStore, Store

ENDPOINT = "https://voice.juniper.example/alexa"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def shop(store: Store):
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([MUG])
        shop.commit()
        yield shop


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "build" / "skill"


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in files}


def write(out: Path, shop: MerchantStore, **changes: Any) -> list[Path]:
    return write_skill_package(out, shop, **({"endpoint": ENDPOINT} | changes))


def test_writes_what_ask_deploy_takes(shop, out):
    written = write(out, shop)

    assert [str(path.relative_to(out)) for path in written] == [
        "ask-resources.json",
        "skill-package/skill.json",
        "skill-package/interactionModels/custom/en-US.json",
    ]
    assert read(out / "ask-resources.json")["profiles"]["default"]["skillMetadata"]["src"] == "./skill-package"
    assert read(written[2]) == interaction_model(shop, "en-US")
    assert list(out.parent.iterdir()) == [out]


def test_the_manifest_names_the_merchants_own_server(shop, out):
    write(out, shop)

    manifest = read(out / "skill-package/skill.json")["manifest"]
    endpoint = {"uri": f"{ENDPOINT}/{shop.skill.address()}", "sslCertificateType": "Trusted"}
    assert manifest["apis"]["custom"]["endpoint"] == manifest["events"]["endpoint"] == endpoint
    assert manifest["apis"]["custom"]["interfaces"] == [{"type": "CAN_FULFILL_INTENT_REQUEST"}]
    assert {"eventName": "SKILL_DISABLED"} in manifest["events"]["subscriptions"]
    assert manifest["privacyAndCompliance"]["allowsPurchases"] is True
    assert manifest["publishingInformation"]["category"] == "SHOPPING"


def test_the_example_phrases_are_samples_of_the_model_with_the_wake_word(shop, out):
    write(out, shop)

    listing = read(out / "skill-package/skill.json")["manifest"]["publishingInformation"]["locales"]["en-US"]
    opening, *asking = listing["examplePhrases"]
    intents = interaction_model(shop, "en-US")["interactionModel"]["languageModel"]["intents"]
    samples = [sample for intent in intents for sample in intent["samples"]]
    assert opening == "Alexa, open juniper lane"
    assert len(asking) == 2
    for phrase in asking:
        said = re.fullmatch(r"Alexa, ask juniper lane (.+)", phrase)[1]
        assert said.replace("blue mug", "{product}") in samples
    assert listing["name"] == "Juniper Lane"
    assert not re.search(r"[{}]", json.dumps(listing["description"] + listing["summary"]))


def test_an_empty_shop_gets_a_package_too(store, out):
    with store.for_merchant("birch") as shop:
        write(out, shop)

    listing = read(out / "skill-package/skill.json")["manifest"]["publishingInformation"]["locales"]["en-US"]
    assert listing["examplePhrases"] == ["Alexa, open birch and sons", "Alexa, ask birch and sons where is my order"]


def test_an_earlier_package_is_brought_up_to_date_and_what_ask_keeps_there_stays(shop, out):
    write(out, shop, locales=["en-US", "en-GB"])
    (out / ".ask").mkdir()
    (out / ".ask/ask-states.json").write_text("{}")
    (out / "skill-package/assets").mkdir()
    (out / "skill-package/assets/icon.png").write_text("icon")

    write(out, shop, endpoint="https://new.example:443/alexa")

    found = contents(out)
    assert found[".ask/ask-states.json"] == "{}"
    assert found["skill-package/assets/icon.png"] == "icon"
    assert "https://new.example:443/alexa/" in found["skill-package/skill.json"]
    assert "skill-package/interactionModels/custom/en-GB.json" not in found


def test_writing_twice_gives_the_same_bytes(shop, out):
    write(out, shop)
    first = contents(out)
    write(out, shop)

    assert contents(out) == first


def test_an_empty_folder_is_taken(shop, out):
    out.mkdir(parents=True)

    assert len(write(out, shop)) == 3


@pytest.mark.parametrize(
    "there", [{"notes.txt": "mine"}, {"ask-resources.json": "{}"}, {"ask-resources.json": "no json", "a": "b"}]
)
def test_a_folder_of_something_else_is_left_alone(shop, out, there):
    out.mkdir(parents=True)
    for name, text in there.items():
        (out / name).write_text(text)

    with pytest.raises(PackageRefused, match=re.escape(str(out))):
        write(out, shop)
    assert contents(out) == there


def test_a_file_is_no_folder(shop, out):
    out.parent.mkdir()
    out.write_text("mine")

    with pytest.raises(PackageRefused):
        write(out, shop)
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "voice.juniper.example/alexa",
        "http://voice.juniper.example/alexa",
        "https://voice.juniper.example:8443/alexa",
        "https://user@voice.juniper.example/alexa",
        "https:///alexa",
        "https://[/alexa",
    ],
)
def test_an_endpoint_that_alexa_cannot_call_is_refused(shop, out, endpoint):
    with pytest.raises(PackageRefused, match="https"):
        write(out, shop, endpoint=endpoint)
    assert not out.exists()


@pytest.mark.parametrize("given", ["", "/", "/alexa", "/alexa/", "/alexa/{secret}", "/alexa/{secret}/"])
def test_the_shops_own_address_is_below_the_path_that_is_served(shop, out, given):
    secret = shop.skill.address()

    write(out, shop, endpoint="https://voice.juniper.example" + given.format(secret=secret))

    assert f'"{ENDPOINT}/{secret}"' in (out / "skill-package/skill.json").read_text()


def test_behind_a_prefix_of_the_proxy_the_address_has_it_too(shop, out):
    write(out, shop, endpoint="https://juniper.example/voice/alexa")

    uri = f'"https://juniper.example/voice/alexa/{shop.skill.address()}"'
    assert uri in (out / "skill-package/skill.json").read_text()


def test_the_address_of_a_package_is_kept_and_each_shop_has_its_own(store, out, tmp_path):
    uris = []
    for merchant in ("juniper", "birch", "juniper"):
        with store.for_merchant(merchant) as shop:
            write(tmp_path / merchant, shop)
        manifest = read(tmp_path / merchant / "skill-package/skill.json")["manifest"]
        uris.append(manifest["apis"]["custom"]["endpoint"]["uri"])

    assert uris[0] == uris[2] != uris[1]


def test_a_shop_without_a_sayable_name_writes_nothing(store, out):
    store.add_merchant("toys", title="Toys for Kids")

    with store.for_merchant("toys") as shop, pytest.raises(InvocationNameRefused):
        write(out, shop)
    assert not out.parent.exists()


def test_a_disk_that_fails_midway_leaves_nothing_half_written(shop, out):
    write(out, shop)
    before = contents(out)
    (out / "skill-package/interactionModels/custom/en-GB.json").mkdir()

    with pytest.raises(OSError, match="directory"):
        write(out, shop, locales=["en-GB"])
    (out / "skill-package/interactionModels/custom/en-GB.json").rmdir()
    assert {name: len(text) for name, text in contents(out).items()}.keys() == before.keys()
    assert all(json.loads(text) for text in contents(out).values())
    assert list(out.parent.iterdir()) == [out]
