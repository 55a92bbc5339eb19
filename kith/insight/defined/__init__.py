"""Measures that an analyst defines in the browser: a ratio of existing facts, from a closed vocabulary."""
