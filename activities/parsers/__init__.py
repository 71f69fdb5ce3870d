"""Files of activities made into rows: no database, no request."""
