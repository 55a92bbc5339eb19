"""How long figures take to work out."""
