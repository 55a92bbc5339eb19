"""What providers are owed: pay runs, lines and adjustments."""
