"""Files about what is planned and done, made into rows: no database, no request."""
