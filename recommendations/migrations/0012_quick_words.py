"""Typographic signs put aside in half the time: most of what a text took to be indexed."""

from django.db import migrations

# Keep the signs as in recommendations.search.signs.
SIGNS = "‘’‚“”„«»‹›…–—،؛؟。、•·¿¡\u00a0\u202f"
WORDS = f"""
    CREATE OR REPLACE FUNCTION nmirf_words(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT CASE WHEN octet_length(written) = length(written) THEN written
               ELSE regexp_replace(written, '[{SIGNS}]', ' ', 'g') END
    $$
"""
BEFORE = f"""
    CREATE OR REPLACE FUNCTION nmirf_words(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT translate(written, '{SIGNS}', '{" " * len(SIGNS)}')
    $$
"""
# Words as their language inflects them, then as they are: for `educat*`.
VECTOR = """
    CREATE FUNCTION nmirf_text_vector(language text, written text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
    DECLARE words text := nmirf_words(written);
    BEGIN
        RETURN to_tsvector(nmirf_search_config(language), words)
            || to_tsvector('nmirf_simple', words);
    END $$
"""


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0011_desk")]
    operations = [
        migrations.RunSQL(WORDS, BEFORE),
        migrations.RunSQL(VECTOR, "DROP FUNCTION nmirf_text_vector(text, text)"),
    ]
