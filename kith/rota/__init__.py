"""What is planned and rostered: dated visits, shifts, rota entries and the frozen cut-off."""
