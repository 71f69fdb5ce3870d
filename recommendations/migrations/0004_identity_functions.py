"""Document symbols and paragraph numbers as they are compared, whoever typed them."""

from django.db import migrations

# Dashes and spaces of every kind are one; case, and what stands at the end, say nothing.
SYMBOL = r"""
    CREATE FUNCTION nmirf_symbol_key(symbol text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT upper(regexp_replace(
            translate(symbol, E'\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u2007\u202f', '------   '),
            '\s+|[\s.,;:/]+$', '', 'g'))
    $$
"""
# "96.21", "96.21." and "para. 96.21" are one place, "31 (b)" and "31b" too; "6-7" is not "6.7".
PARAGRAPH = r"""
    CREATE FUNCTION nmirf_paragraph_key(paragraph text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT trim(BOTH '.' FROM regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(
                lower(translate(
                    paragraph,
                    E'\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u2007\u202f', '------   ')),
                '^\s*(?:paragraphs?|paras?|pars?|párrafos?|párr|§+|¶+)(?![a-z])[\s.]*', ''),
            '\s*-\s*', '-', 'g'),
            '[\s.,;:()\[\]/_]+', '.', 'g'),
            '([0-9])(?=[^0-9.-])|([^0-9.-])(?=[0-9])', '\1\2.', 'g'),
            '(^|[^0-9])0+(?=[0-9])', '\1', 'g'))
    $$
"""
# Two numbered paragraphs of one document are two records, however alike their words.
APART = """
    CREATE FUNCTION nmirf_apart(symbol text, paragraph text, other_symbol text, other_paragraph text)
    RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT symbol <> '' AND paragraph <> '' AND other_paragraph <> ''
           AND nmirf_symbol_key(symbol) = nmirf_symbol_key(other_symbol)
           AND nmirf_paragraph_key(paragraph) <> nmirf_paragraph_key(other_paragraph)
    $$
"""
# The share of three-letter pieces that two texts have in common, 0 to 1, accents and case aside.
# Texts of which one is more than 2.5 times as long as the other can't have 0.45 in common.
LIKENESS = """
    CREATE FUNCTION nmirf_likeness(text, text) RETURNS real LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN length($1) BETWEEN length($2) * 0.4 AND length($2) * 2.5
               THEN similarity(unaccent(left($1, 3000)), unaccent(left($2, 3000))) ELSE 0 END
    $$
"""


class Migration(migrations.Migration):
    dependencies = [("focalpoints", "0001_extensions"), ("recommendations", "0003_depth")]
    operations = [
        migrations.RunSQL(SYMBOL, "DROP FUNCTION nmirf_symbol_key(text)"),
        migrations.RunSQL(PARAGRAPH, "DROP FUNCTION nmirf_paragraph_key(text)"),
        migrations.RunSQL(APART, "DROP FUNCTION nmirf_apart(text, text, text, text)"),
        migrations.RunSQL(LIKENESS, "DROP FUNCTION nmirf_likeness(text, text)"),
    ]
