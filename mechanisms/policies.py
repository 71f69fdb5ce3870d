"""Who may change what is known of States and mechanisms."""

from focalpoints.policies import Person, can_edit_reference
from nmirf.common.decisions import Decision


def can_edit_aliases(user: Person) -> Decision:
    """Further spellings of States and mechanisms: reference data."""
    return can_edit_reference(user)
