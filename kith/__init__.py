"""Kith: neighbourhood home care, from first contact to fair payment and true figures."""
