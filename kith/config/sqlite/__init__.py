"""SQLite as Kith uses it: Django's own backend, with ids and instants made once. See `base`."""
