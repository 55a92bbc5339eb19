"""The door for workers' phones: one sync endpoint."""
