"""How every indicator stands, kept until a value, an indicator or a unit changes."""

from nmirf.common.kept import kept, newest_of

from .choices import Progress
from .models import Indicator
from .showing import standings, threshold

_NEWEST = newest_of(("activities_indicatorvalue", "activities_indicator", "activities_unit"))


def progress_of_all() -> dict[int, Progress]:
    """By key of every indicator, drafts too: whoever asks shows only those that the reader sees."""
    return kept("indicators:progress", threshold(), _NEWEST, _read)


def _read() -> dict[int, Progress]:
    found = standings(list(Indicator.objects.select_related("unit")))
    return {key: one.judgement.progress for key, one in found.items()}
