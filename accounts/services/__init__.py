"""Every write to accounts."""

from .accounts import (
    admit,
    forget_second_factor,
    mark_visit,
    open_account,
    password_link,
    password_path,
    set_preferences,
)

__all__ = [
    "admit",
    "forget_second_factor",
    "mark_visit",
    "open_account",
    "password_link",
    "password_path",
    "set_preferences",
]
