"""Every write to institutions, their people and their meetings."""
