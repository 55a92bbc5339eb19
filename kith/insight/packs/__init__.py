"""Meeting packs: what a team, or the two sides of a contract, look at together, made from records."""
