"""A council's own files, read into the fact tables; what of them cannot be used is accounted for."""
