"""Whole numbers as people and programs type them."""

# The largest key of a row.
MOST_KEY = 2**63 - 1


def whole(typed: str, low: int, high: int) -> int | None:
    """The number if it stands between the two, in digits of any script; None for everything else.

    Its length is looked at first: Python refuses to read thousands of digits.
    """
    if not typed.isdecimal() or len(typed) > len(str(high)):
        return None
    number = int(typed)
    return number if low <= number <= high else None
