"""Care workers: contracts, skills, availability."""
