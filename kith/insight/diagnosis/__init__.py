"""The diagnosis: questions asked of the fact tables once, and answered again whenever they change."""
