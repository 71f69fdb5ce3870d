"""The words that "did you mean" may offer: those of published texts, and of synonyms in use."""

import re
from collections import Counter
from collections.abc import Iterator

from django.core.cache import cache
from django.db import connection, transaction

from recommendations.models import SearchWord, Synonym
from recommendations.search.signs import folded

# One gathers at a time: two would put every word in twice.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('recommendations_searchword'))"
CHANGES = """
    SELECT (SELECT max(pgh_id) FROM recommendations_recommendationtextevent),
           (SELECT max(pgh_id) FROM recommendations_recommendationevent),
           (SELECT max(pgh_id) FROM recommendations_synonymevent),
           EXISTS (SELECT FROM recommendations_searchword)
"""
# Words as they are written; `simple` has no stop words and keeps endings.
SAID = """
    SELECT said.word, spoken.language, said.ndoc
      FROM (SELECT DISTINCT language FROM recommendations_recommendationtext) AS spoken
     CROSS JOIN LATERAL ts_stat(format(
           'SELECT to_tsvector(''simple'', nmirf_words(text.text))
              FROM recommendations_recommendationtext AS text
              JOIN recommendations_recommendation AS told ON told.id = text.recommendation_id
             WHERE told.publication = ''published'' AND text.language = %L',
           spoken.language)) AS said
"""
REMEMBERED = "search:words"
SECONDS = 24 * 60 * 60
_WORD = re.compile(r"[^\W\d_]{3,60}")


@transaction.atomic
def gather_words() -> int | None:
    """Gather all words anew; how many, or None where nothing has changed since the last time."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(CHANGES)
        *changes, is_filled = cursor.fetchone()
    if is_filled and cache.get(REMEMBERED) == changes:
        return None
    numbers: Counter[tuple[str, str]] = Counter()
    for word, language, number in (*_said(), *_of_synonyms()):
        if _WORD.fullmatch(word):
            numbers[word.lower(), language] += number
    SearchWord.objects.all().delete()
    SearchWord.objects.bulk_create(
        (
            SearchWord(word=word, folded=folded(word)[:60], language=language, number=number)
            for (word, language), number in numbers.items()
        ),
        batch_size=2000,
    )
    transaction.on_commit(lambda: cache.set(REMEMBERED, changes, SECONDS))
    return len(numbers)


def _said() -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(SAID)
        return list(cursor.fetchall())


def _of_synonyms() -> Iterator[tuple[str, str, int]]:
    groups = Synonym.objects.filter(is_active=True)
    for terms, language in groups.values_list("terms", "language"):
        for term in terms:
            for word in _WORD.findall(term):
                yield word, language, 1
