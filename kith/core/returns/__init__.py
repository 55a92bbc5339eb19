"""National returns: Client Level Data, and the ASCOF measures and waiting times made of it."""
