"""The API under /api/v1/: everything public, and with a token what its owner may read.

Doors only read. What is there for a caller follows from the same policies as the pages do.
"""
