"""What it takes to build a demonstration."""
