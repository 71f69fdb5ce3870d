"""What people and files write about values, made into typed things: no database, no request."""
