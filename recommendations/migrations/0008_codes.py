"""Functions that search rests on: one spelling for codes, and texts without typographic signs."""

from django.db import migrations

# Small letters; one dash for whatever separates, also a letter from a digit; a point only between
# digits: "31 (b)", "31(b)" and "31b" are "31-b", "CRC/C/XMA/CO/6–7" is "crc-c-xma-co-6-7".
CREATE = r"""
    CREATE FUNCTION nmirf_code(typed text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT trim(BOTH '-' FROM regexp_replace(
            regexp_replace(
                lower(typed),
                '(?<=[0-9])(?=[a-z])|(?<=[a-z])(?=[0-9])|(?<![0-9])\.|\.(?![0-9])', '-', 'g'),
            '[^[:alnum:].]+', '-', 'g'))
    $$
"""

# Some databases count every sign beyond ASCII as a letter: “torture” in typographic quotes would be
# a word of its own. Keep the signs as in recommendations.search.signs.
SIGNS = "‘’‚“”„«»‹›…–—،؛؟。、•·¿¡\u00a0\u202f"
WORDS = f"""
    CREATE FUNCTION nmirf_words(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT translate(written, '{SIGNS}', '{" " * len(SIGNS)}')
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0007_bulk")]
    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION nmirf_code(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION nmirf_words(text)"),
    ]
