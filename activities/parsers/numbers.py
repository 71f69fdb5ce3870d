"""Numbers as people and spreadsheets write them."""

import re
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError

# As the column of values has them.
DECIMALS, DIGITS = 6, 14
_SPACES = re.compile("[\\s\u00a0\u202f\u2009'’]")
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩٫−", "0123456789.-")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|-?\d{1,3}(?:,\d{3})+\.\d+")
_GROUPED_DOTS = re.compile(r"-?\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|-?\d{1,3}(?:\.\d{3})+,\d+")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2},\d{3}")
_PLAIN = re.compile(r"-?\d+(?:\.\d*)?|-?\.\d+|-?\d+(?:\.\d*)?E[+-]?\d{1,2}", re.IGNORECASE)


class UnreadableNumberError(DomainError):
    """What was written is no number, or could be two."""


def parse_number(written: str | float) -> Decimal:
    """The number, rounded to six decimals. Raises UnreadableNumberError, with the reason.

    1 234.5, 1,234,567.8 and 12,5 are understood; 1,234 alone could be either and is refused.
    """
    text = repr(written) if isinstance(written, float) else str(written)
    text = _SPACES.sub("", text).translate(_ARABIC).replace("٬", "").removesuffix("%")
    if _AMBIGUOUS.fullmatch(text):
        raise UnreadableNumberError(
            _("“%(text)s” can be read in two ways: write it without a comma.") % {"text": text}
        )
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif _GROUPED_DOTS.fullmatch(text):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        raise UnreadableNumberError(_("“%(text)s” is no number.") % {"text": str(written)[:40]})
    try:
        number = Decimal(text).quantize(Decimal(1).scaleb(-DECIMALS))
    except InvalidOperation:
        number = Decimal(10) ** DIGITS
    if abs(number) >= Decimal(10) ** DIGITS:
        raise UnreadableNumberError(
            _("“%(text)s” has more digits than can be kept.") % {"text": text[:40]}
        )
    return number


def parse_cases(written: str | float) -> int:
    """A whole number of people or cases, 0 or more. Raises UnreadableNumberError."""
    number = parse_number(written)
    if number < 0 or number != number.to_integral_value():
        raise UnreadableNumberError(
            _("“%(text)s” is no number of people or cases.") % {"text": str(written)[:40]}
        )
    return int(number)
