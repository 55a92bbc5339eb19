"""Organisations, neighbourhoods, teams, users, roles, audit, and what the house itself runs on."""
