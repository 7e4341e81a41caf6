"""Reads a customer's own words by what the shop sells and what the conversation is about: `sentences` splits them,
`product_match` compares them with one product, `item_search` with all likely ones, `meaning` makes an intent of the
result."""
