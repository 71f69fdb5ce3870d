"""Pages that everyone may read: what each shows follows from the policies of those who own it."""
