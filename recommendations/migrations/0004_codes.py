"""One spelling for references, document symbols and paragraph numbers, to find them as typed."""

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


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0003_depth")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION nmirf_code(text)")]
