"""Money in minor units with an ISO 4217 code, never a float. Called by the store and whoever reads its prices."""
