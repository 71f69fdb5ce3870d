"""Thematic tables: prepared, opened, gone through, closed; see the modules by what is done."""
