"""How many rows of an import are written: said outside the transaction that writes them."""

from django.core.cache import cache

from recommendations.models import ImportBatch

_SECONDS = 3600


def begin(batch: ImportBatch) -> None:
    cache.set(_key(batch), 0, _SECONDS)


def add(batch: ImportBatch, rows: int) -> None:
    if rows:
        cache.set(_key(batch), written(batch) + rows, _SECONDS)


def written(batch: ImportBatch) -> int:
    """Rows; 0 as well where the cache was lost."""
    return int(cache.get(_key(batch)) or 0)


def _key(batch: ImportBatch) -> str:
    return f"import:{batch.reference}:written"
