"""What may come: demand in the weeks ahead, and what a choice would make of it."""
