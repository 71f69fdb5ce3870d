"""How public pages are served: kept until something changes, with validators, within limits."""
