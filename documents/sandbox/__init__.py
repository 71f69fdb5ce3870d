"""Reads and rewrites files of strangers in a process of its own; knows neither Django nor the database."""
