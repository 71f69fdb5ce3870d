"""Every write to activities and updates."""
