"""National returns from Kith's own records."""
