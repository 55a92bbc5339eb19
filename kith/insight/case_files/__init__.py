"""Case-file audits: files drawn at random, read without names, scored blind; what they say of all."""
