"""The demonstration neighbourhood: fictional people living through every room, by the same actions as real ones."""
