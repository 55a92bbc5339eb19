"""What happened: events from phones, care notes and verification."""
