"""Names of groups of a breakdown, read once a page."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .breakdowns import known_order, of_key
from .choices import Dimension
from .models import Category


@dataclass
class GroupNames:
    """By dimension and code, the group's name in the language of the page."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    order: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "GroupNames":
        rows = list(Category.objects.all())
        return cls(
            {(row.dimension, row.code): row.label for row in rows},
            {(row.dimension, row.code): place for place, row in enumerate(rows)},
        )

    def of(self, key: str) -> str:
        """ "Women and girls, Rural" for a key; "Everybody" for none."""
        if not key:
            return _("Everybody")
        pairs = known_order(of_key(key))
        return _(", ").join(self.names.get(pair, pair[1]) for pair in pairs)

    def place(self, key: str) -> list[tuple[int, int]]:
        """By what keys are sorted: as their dimensions and groups are listed."""
        dimensions = list(Dimension.values)
        return [
            (dimensions.index(dimension), self.order.get((dimension, code), 0))
            for dimension, code in known_order(of_key(key))
        ]
