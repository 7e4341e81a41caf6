"""Credentials in a feed's address are sealed in the database and shown nowhere."""

from pathlib import Path

import pytest

from voice_skill.store import SealBroken, Store
from voice_skill.store.imports.addresses import without_credentials

SECRET = "s3cret-0f-the-f33d"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://shop.example/feed.xml", None),
        ("https://shop.example:8443/feed.xml?page=2&format=google#top", None),
        ("https://shop.example/a@b/feed.xml?country=de&currency=EUR", None),
        ("/var/feeds/token=secret@shop?key=1.csv", None),
        ("https://ann:pa@ss@shop.example/feed", "https://…@shop.example/feed"),
        ("https://ann@shop.example/feed", "https://…@shop.example/feed"),
        ("ftp://ann:pw@shop.example?token=1", "ftp://…@shop.example?token=…"),
        ("https://shop.example/f?format=xml&token=abc&page=1", "https://shop.example/f?format=xml&token=…&page=1"),
        ("https://shop.example/f?Access_Token=a=b", "https://shop.example/f?Access_Token=…"),
        (
            "https://shop.example/f?consumer_key=ck_1;consumer_secret=cs_1",
            "https://shop.example/f?consumer_key=…;consumer_secret=…",
        ),
        ("https://shop.example/f?%74oken=abc", "https://shop.example/f?%74oken=…"),
        ("https://shop.example/f?x=8f14e45fceea167a5a36", "https://shop.example/f?x=…"),
        ("https://shop.example/f?8f14e45fceea167a5a36dedd", "https://shop.example/f?…"),
        ("https://shop.example/f#api_key=abc", "https://shop.example/f#api_key=…"),
    ],
)
def test_an_address_is_shown_without_credentials(address: str, shown: str | None) -> None:
    assert without_credentials(address) == (shown or address)


def test_credentials_are_sealed_and_what_is_shown_leaves_them_as_they_are(store: Store, database_url: str) -> None:
    address, shown = f"https://shop.example/f?token={SECRET}", "https://shop.example/f?token=…"
    with store.for_merchant("juniper") as shop:
        shop.feeds.add("web", source=address, currency="USD")
        job = shop.jobs.ask("link", "web", form_id="1", settings={"source": address, "every_s": None})
        again = shop.jobs.ask("link", "web", form_id="2", settings=job.settings)
        shop.commit()

        assert shop.feeds.get("web").source == job.settings["source"] == shown
        assert shop.jobs.settings(job) == shop.jobs.settings(again) == {"source": address, "every_s": None}
        assert shop.feeds.address(shop.feeds.change("web", source=shown, every_s=3_600)) == address
        assert [shop.feeds.at(one) is not None for one in (address, shown, f"{address}!")] == [True, True, False]
        changed = shop.feeds.change("web", source=f"{address}!")
        assert (changed.source, shop.feeds.address(changed)) == (shown, f"{address}!")
        plain = shop.feeds.change("web", source="https://shop.example/f")
        assert (plain.source, plain.sealed_source) == ("https://shop.example/f", None)
        shop.commit()
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        assert not [one for one in file.parent.glob("shop.db*") if SECRET.encode() in one.read_bytes()]


def test_with_another_secret_key_the_address_cannot_be_read_but_given_anew(store: Store, database_url: str) -> None:
    address = f"https://ann:{SECRET}@shop.example/f"
    with store.for_merchant("juniper") as shop:
        shop.feeds.add("web", source=address, currency="USD")
        shop.commit()

    other = Store.open(database_url, secret_key=lambda: "another key of another server" * 2)
    with other.for_merchant("juniper") as shop:
        with pytest.raises(SealBroken):
            shop.feeds.address(shop.feeds.get("web"))
        assert shop.feeds.at(address) is None
        assert shop.feeds.address(shop.feeds.change("web", source=address)) == address
    other.close()
