"""The demonstration neighbourhood: fictional people, living through every room by its own actions."""
