"""Days counted from today, choices without chance."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from django.utils import timezone

_YEAR = re.compile(r"\{year(?P<shift>[+-]\d+)?\}")


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns the offsets of the content into days and instants."""

    today: dt.date

    def ago(self, days: int) -> dt.date:
        """The day that lies so many days back; a negative number lies ahead."""
        return self.today - dt.timedelta(days=days)

    def instant(self, days: int, key: str = "") -> dt.datetime:
        """A moment in office hours of that day, always the same one for the same `key`.

        Today's moments lie just after midnight, so that none of them is in the future.
        """
        minutes = 1 if days <= 0 else 8 * 60 + int(spread(key) * 9 * 60)
        day = dt.datetime.combine(self.ago(days), dt.time(minutes // 60, minutes % 60))
        return timezone.make_aware(day)


def with_years(text: str, day: dt.date) -> str:
    """`text` with {year}, {year-1}, {year+2}… written out as seen from `day`."""
    return _YEAR.sub(lambda found: str(day.year + int(found["shift"] or 0)), text)


def spread(key: str) -> float:
    """A number from 0 up to 1, even over many keys and always the same for one key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48
