"""The fictional Republic of Marisola: what a demonstration shows, written for it alone.

`content/` holds what people read, as YAML; the modules turn it into rows. Days are counted from
the day of seeding, so that a demonstration never ages, and nothing is left to chance: two seedings
on one day give the same rows, identifiers made by `uuid4` and the names of files apart.
"""
