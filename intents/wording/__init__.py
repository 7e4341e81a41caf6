"""A customer's own words, read by what the shop sells and what the talk is about: `sentences` parts them, `judging`
tries them on one product, `search` on all that may be meant, `meaning` makes an intent of what comes out."""
