"""The website: parse, one call, render."""
