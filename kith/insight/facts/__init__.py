"""The fact tables: a few plain tables that every measure is worked out from."""
