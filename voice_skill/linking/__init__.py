"""Bringing a merchant's catalogue into the shop: fetched, read, judged, compared and written.

Nothing is imported here: a server takes the webhook alone, and none of what reads feeds."""
