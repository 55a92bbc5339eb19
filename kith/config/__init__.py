"""Settings, addresses, reactions and the timetable: how the rooms are wired together."""
