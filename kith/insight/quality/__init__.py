"""How good a provider's care is, as far as anything is held about it: one page, each part with its source."""
