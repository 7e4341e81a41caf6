"""Juniper Lane, an invented shop to try everything with: its catalogue, a customer, and what she ordered before."""

from voice_skill.sample_shop.juniper_lane import create_sample_shop

__all__ = ["create_sample_shop"]
