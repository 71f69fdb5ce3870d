"""The rules of the access table, a module for each app."""
