"""Which URLs and which addresses may be fetched from."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching.addresses import checked_addresses, is_public, read_url, shown

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "3fff::1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd12:3456::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    target = read_url("https://shop.example/feed.xml", allow_http=False)

    with pytest.raises(FetchRefused, match="not on the public internet"):
        checked_addresses(target, lambda name, port: [address], [])


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_taken(address: str) -> None:
    target = read_url("https://shop.example/feed.xml", allow_http=False)

    assert checked_addresses(target, lambda name, port: [address], []) == [ip_address(address)]


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    target = read_url("https://shop.example/feed.xml", allow_http=False)

    with pytest.raises(FetchRefused, match=r"shop\.example is at 10\.0\.0\.5"):
        checked_addresses(target, lambda name, port: ["93.184.215.14", "10.0.0.5"], [])


def test_a_network_that_is_configured_is_reached_and_others_are_not() -> None:
    target = read_url("https://shop.example/feed.xml", allow_http=False)
    networks = [ip_network("10.1.0.0/16"), ip_network("fd00::/8")]

    assert checked_addresses(target, lambda name, port: ["10.1.2.3"], networks) == [ip_address("10.1.2.3")]
    with pytest.raises(FetchRefused):
        checked_addresses(target, lambda name, port: ["10.2.0.1"], networks)


def test_a_name_without_addresses_fails_in_words() -> None:
    target = read_url("https://shop.exmaple/feed.xml", allow_http=False)

    def unknown(name: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchFailed, match=r"nothing is known of the name shop\.exmaple"):
        checked_addresses(target, unknown, [])


@pytest.mark.parametrize(
    "url",
    [
        "https://2130706433/",
        "https://%31%32%37.0.0.1/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://017700000001/",
        "https://1.2.3.4.5/",
        "https://127.0.0.1./x..",
        "https://[::1%25eth0]/",
        "https://[::ffff:127.0.0.1]/",
        "https://127.0.0.1/",
        "https://localhost./",
    ],
)
def test_unusual_spellings_of_addresses_do_not_get_through(url: str) -> None:
    with pytest.raises((FetchRefused, FetchFailed)):
        checked_addresses(read_url(url, allow_http=False), lambda name, port: ["127.0.0.1"], [])


@pytest.mark.parametrize(
    "url",
    [
        "ftp://shop.example/feed.xml",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "//shop.example/feed.xml",
        "shop.example/feed.xml",
        "https:///feed.xml",
        "https://shop.example:port/",
        "https://shop.example:99999/",
        "https://shop.example/feed.xml\r\nHost: other",
        "https://shop example/",
        "https://shop.example\\@127.0.0.1/",
        "https://shop..example/",
        "https://①②⑦.⓪.⓪.①/",
        "https://" + "a" * 3000,
        "",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        read_url(url, allow_http=True)


def test_a_name_and_password_in_a_url_are_refused_and_not_repeated() -> None:
    with pytest.raises(FetchRefused, match="name and password") as refused:
        read_url("https://ada:secret@shop.example/feed.xml", allow_http=False)

    assert "secret" not in str(refused.value)


def test_http_is_refused_unless_it_is_configured() -> None:
    with pytest.raises(FetchRefused, match="unprotected"):
        read_url("http://shop.example/feed.xml", allow_http=False)

    assert read_url("http://shop.example/feed.xml", allow_http=True).port == 80


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
def test_ports_of_other_services_are_refused(port: int) -> None:
    target = read_url(f"https://shop.example:{port}/", allow_http=False)

    with pytest.raises(FetchRefused, match=f"port {port}"):
        checked_addresses(target, lambda name, port: ["93.184.215.14"], [])


def test_a_trailing_dot_and_letters_of_other_scripts_mean_the_same_shop() -> None:
    assert read_url("https://Shop.Example./a?b=c#d", allow_http=False).url == "https://shop.example/a?b=c"
    assert read_url("https://bücher.example/", allow_http=False).host == "xn--bcher-kva.example"


def test_a_url_is_told_without_what_may_be_secret() -> None:
    assert shown("https://ada:secret@shop.example/feed.xml?token=secret#secret") == "https://shop.example/feed.xml"


@given(st.integers(0, 2**32 - 1))
def test_what_carries_an_ipv4_address_is_judged_like_it(number: int) -> None:
    plain = ip_address(number)

    for carrier in (0xFFFF << 32 | number, 0x2002 << 112 | number << 80, 0x64FF9B << 96 | number):
        assert is_public(ip_address(carrier.to_bytes(16, "big"))) == is_public(plain)
