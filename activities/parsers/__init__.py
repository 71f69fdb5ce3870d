"""Files and typed words about plans, activities and values, made into rows: no database, no request."""

"""Files of activities made into rows: no database, no request."""
