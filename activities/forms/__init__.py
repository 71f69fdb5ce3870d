"""What people type about plans, activities, indicators and updates."""
