"""Entity resolution as Alexa gives it."""

from typing import Any

from voice_skill.understanding import Understanding

SKILL = "amzn1.ask.skill.1234"
STATIC = f"amzn1.er-authority.echo-sdk.{SKILL}.PRODUCT"
DYNAMIC = f"amzn1.er-authority.echo-sdk.dynamic.{SKILL}.PRODUCT"


def resolutions(shop: Understanding, text: str, slot: str = "product", **more: Any) -> Any:
    found = shop.understand(text, skill_id=SKILL, **more).slots[slot].resolutions
    assert found is not None
    return found["resolutionsPerAuthority"]


def test_a_name_resolves_to_its_value(shop: Understanding) -> None:
    assert resolutions(shop, "how much is the blue mug") == [
        {
            "authority": STATIC,
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"name": "blue mug", "id": "P-1"}}],
        }
    ]


def test_a_synonym_resolves_to_the_value_it_belongs_to(shop: Understanding) -> None:
    [authority] = resolutions(shop, "how much is the thermos")

    assert authority["values"] == [{"value": {"name": "travel mug", "id": "P-2"}}]


def test_a_shared_synonym_resolves_to_every_value(shop: Understanding) -> None:
    [authority] = resolutions(shop, "do you have coffee")

    assert [each["value"]["id"] for each in authority["values"]] == ["P-3", "P-4"]


def test_plurals_and_articles_resolve(shop: Understanding) -> None:
    for text in ("how much are the blue mugs", "add the blue mugs to my cart", "buy two blue mugs"):
        [authority] = resolutions(shop, text)
        assert authority["values"] == [{"value": {"name": "blue mug", "id": "P-1"}}]


def test_the_value_is_what_was_said(shop: Understanding) -> None:
    assert shop.understand("How much are the Blue Mugs?").slots["product"].value == "Blue Mugs"


def test_accents_case_and_signs_do_not_matter(shop: Understanding) -> None:
    assert resolutions(shop, "how much is the cafe au lait bowl")[0]["values"][0]["value"]["id"] == "P-24"
    assert resolutions(shop, "how much is the m and m's brownie mix")[0]["values"][0]["value"]["id"] == "P-23"


def test_an_unlisted_value_has_no_match(shop: Understanding) -> None:
    assert resolutions(shop, "how much is the velvet sofa") == [
        {"authority": STATIC, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    ]


def test_a_value_without_an_id_has_the_md5_of_its_name(shop: Understanding) -> None:
    [authority] = resolutions(shop, "do you have the linen apron in green", "option")

    assert authority["values"] == [{"value": {"name": "green", "id": "9f27410725ab8cc8854a2769c7a516b8"}}]


def test_amazons_own_types_have_no_resolutions(shop: Understanding) -> None:
    assert shop.understand("add two blue mugs to my cart").slots["quantity"].to_json() == {"value": "2"}


def test_dynamic_entities_are_an_authority_of_their_own_and_come_first(shop: Understanding) -> None:
    lately = [{"name": "PRODUCT", "values": [{"id": "D-9", "name": {"value": "velvet sofa", "synonyms": ["couch"]}}]}]

    authorities = resolutions(shop, "how much is the couch", dynamic_entities=lately)

    assert authorities == [
        {
            "authority": DYNAMIC,
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"name": "velvet sofa", "id": "D-9"}}],
        },
        {"authority": STATIC, "status": {"code": "ER_SUCCESS_NO_MATCH"}},
    ]


def test_dynamic_entities_make_their_sentences_exact(shop: Understanding) -> None:
    lately = [{"name": "PRODUCT", "values": [{"id": "D-9", "name": {"value": "velvet sofa"}}]}]

    assert shop.understand("how much is the velvet sofa", dynamic_entities=lately).confidence == 1.0
    assert shop.understand("how much is the velvet sofa").confidence < 1.0
