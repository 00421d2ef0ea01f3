"""Strata: what a sample may be divided by, so that each part has its share."""

STRATA = ("agent", "team", "channel")
