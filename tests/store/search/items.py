"""What the shop of these tests sells."""

from collections.abc import Callable
from typing import Any

from voice_skill.store import CatalogueItem, CatalogueVariant, Money


def item(external_id: str, name: str, plural: str = "", **told: Any) -> CatalogueItem:
    variants = [
        CatalogueVariant(f"{external_id}-{size}", Money(1000, "USD"), {"size": size}) for size in ("small", "large")
    ]
    return CatalogueItem(
        external_id, str(told.pop("title", name.title())), name, plural or f"{name}s", variants, **told
    )


def priced(external_id: str, name: str, dollars: str, stock: int | None = None, **told: Any) -> CatalogueItem:
    options = told.pop("options", {})
    variant = CatalogueVariant(external_id, Money.parse(dollars, "USD"), options, stock=stock)
    return CatalogueItem(external_id, name.title(), name, f"{name}s", [variant], **told)


ITEMS = [
    item("mug", "blue mug", synonyms=["navy cup"], attributes={"material": "stoneware"}),
    item("rack", "blue mug rack"),
    item("teapot", "red teapot", category="tea things"),
    item("paste", "mint tooth paste", "tubes of mint tooth paste"),
    item("brush", "toothbrush", "toothbrushes"),
    item("house", "house blend coffee"),
    item("dark", "dark roast coffee", brand="Harbor"),
    item("oil", "olive oil", title="Olive Oil 500 ml"),
    item("creme", "crème brûlée", "crèmes brûlées"),
    item("knife", "bread knife", "bread knives"),
    item("candy", "M&M's"),
    item("soap", "lavender soap", "bars of lavender soap"),
    item("plain-tea", "tea", "boxes of tea", brand="Elm"),
    item("other-tea", "tea", "boxes of tea", brand="Ash"),
]


Find = Callable[[str], tuple[str, list[str]]]
