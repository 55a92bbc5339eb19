"""The rules of home care, and nothing else: no database, no clock, no network, no randomness.

One file holds one body of rules. Everything here can be read, tried and proved without starting anything.
"""
