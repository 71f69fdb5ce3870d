"""The words that "did you mean" may offer: those of published texts, and of synonyms in use."""

from django.core.cache import cache
from django.db import connection, transaction

# One gathers at a time: two would put every word in twice.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('recommendations_searchword'))"
CHANGES = """
    SELECT (SELECT max(pgh_id) FROM recommendations_recommendationtextevent),
           (SELECT max(pgh_id) FROM recommendations_recommendationevent),
           (SELECT max(pgh_id) FROM recommendations_synonymevent),
           EXISTS (SELECT FROM recommendations_searchword)
"""
# Words as they are written, small letters; `simple` has no stop words and keeps endings.
GATHER = """
    INSERT INTO recommendations_searchword (word, folded, language, number)
    SELECT word, unaccent(word), language, sum(number)::int FROM (
        SELECT said.word, spoken.language, said.ndoc AS number
          FROM (SELECT DISTINCT language FROM recommendations_recommendationtext) AS spoken
         CROSS JOIN LATERAL ts_stat(format(
               'SELECT to_tsvector(''simple'', text.text)
                  FROM recommendations_recommendationtext AS text
                  JOIN recommendations_recommendation AS told ON told.id = text.recommendation_id
                 WHERE told.publication = ''published'' AND text.language = %L',
               spoken.language)) AS said
         UNION ALL
        SELECT lower(piece), synonym.language, 1
          FROM recommendations_synonym AS synonym, unnest(synonym.terms) AS term,
               regexp_split_to_table(term, '[^[:alnum:]]+') AS piece
         WHERE synonym.is_active) AS gathered
     WHERE word ~ '^[[:alpha:]]{3,60}$'
     GROUP BY word, language
"""
REMEMBERED = "search:words"
SECONDS = 24 * 60 * 60


@transaction.atomic
def gather_words() -> int | None:
    """Gather all words anew; how many, or None where nothing has changed since the last time."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(CHANGES)
        *changes, is_filled = cursor.fetchone()
        if is_filled and cache.get(REMEMBERED) == changes:
            return None
        cursor.execute("DELETE FROM recommendations_searchword")
        cursor.execute(GATHER)
        number = int(cursor.rowcount)
    transaction.on_commit(lambda: cache.set(REMEMBERED, changes, SECONDS))
    return number
