"""Products for interaction models, named as a test wants them."""

from typing import Any

from voice_skill.store import Money
from voice_skill.store.imports.items import CatalogueItem, CatalogueVariant


def item(
    external_id: str, name: str, plural: str = "", *, options: dict[str, str] | None = None, **changes: Any
) -> CatalogueItem:
    variant = CatalogueVariant(sku=f"sku-{external_id}", price=Money(1250, "USD"), options=options or {})
    return CatalogueItem(
        external_id=external_id,
        title=name,
        spoken_name=name,
        spoken_plural=plural or name,
        variants=[variant],
        **changes,
    )


MUG = item(
    "MUG-1",
    "blue mug",
    "blue mugs",
    synonyms=["coffee mug"],
    options={"size": "large"},
    attributes={"material": "clay"},
)
