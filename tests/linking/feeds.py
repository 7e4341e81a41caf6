"""One feed of each format with a product in it, as a merchant in the euro zone would have it. Called by tests of the
whole way into the shop."""

import json

from tests.linking.formats import samples

_LD = {
    "@context": "https://schema.org",
    "@type": "Product",
    "productID": "pot",
    "name": "Red Teapot",
    "offers": {"@type": "Offer", "price": "30.00", "priceCurrency": "EUR", "availability": "InStock"},
}
_PRICE = {"amount": 3000, "currency": "EUR"}
_PROTOCOL = {"id": "pot", "title": "Red Teapot", "description": {"plain": "For tea."}}
_VARIANT = {"id": "pot-1", "title": "Red Teapot", "description": {"plain": "For tea."}, "price": _PRICE}

# Format -> its content, and the id of a product that it brings.
EVERY = {
    "google_xml": (samples.GOOGLE_RSS, "MUG"),
    "google_table": (samples.GOOGLE_TSV, "MUG"),
    "shopify_csv": (samples.SHOPIFY_OLD, "mug"),
    "shopify_json": (samples.SHOPIFY_JSON, "mug"),
    "woocommerce_csv": (samples.WOOCOMMERCE, "MUG"),
    "plain_json": (samples.PLAIN_JSON, "mug"),
    "plain_csv": (samples.PLAIN_CSV, "POT"),
    "json_ld": (f'<html><script type="application/ld+json">{json.dumps(_LD)}</script></html>', "pot"),
    "ucp": (
        json.dumps(
            {
                "ucp": {"version": "2026-04-08"},
                "products": [_PROTOCOL | {"price_range": {"min": _PRICE, "max": _PRICE}, "variants": [_VARIANT]}],
            }
        ),
        "pot",
    ),
    "acp": (json.dumps(_PROTOCOL | {"variants": [_VARIANT]}) + "\n", "pot"),
}
