"""Pages as PDF: what is asked for, what stands in them, and how a worker makes them."""
