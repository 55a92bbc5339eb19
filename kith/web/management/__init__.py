"""Django's own commands, taught about this room."""
