"""Functions of the database that columns, indexes and triggers rest on, and what search reads with."""

from django.db import migrations

# One text-search configuration a language, with accents folded before words are stemmed.
CONFIGURATIONS = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ru": "russian",
    "simple": "simple",
}


def statements():
    yield "CREATE TEXT SEARCH DICTIONARY nmirf_plain (TEMPLATE = pg_catalog.simple)"
    for language, base in CONFIGURATIONS.items():
        stem = "nmirf_plain" if base == "simple" else f"{base}_stem"
        yield f"CREATE TEXT SEARCH CONFIGURATION nmirf_{language} (COPY = pg_catalog.{base})"
        yield (
            f"ALTER TEXT SEARCH CONFIGURATION nmirf_{language}"
            f" ALTER MAPPING FOR hword, hword_part, word, asciihword, asciiword, hword_asciipart"
            f" WITH unaccent, {stem}"
        )
    cases = " ".join(
        f"WHEN '{language}' THEN 'nmirf_{language}'::regconfig"
        for language in CONFIGURATIONS
        if language != "simple"
    )
    yield (
        "CREATE FUNCTION nmirf_search_config(language text) RETURNS regconfig"
        " LANGUAGE sql IMMUTABLE PARALLEL SAFE AS"
        f" $$ SELECT CASE language {cases} ELSE 'nmirf_simple'::regconfig END $$"
    )


def undo():
    yield "DROP FUNCTION nmirf_search_config(text)"
    for language in CONFIGURATIONS:
        yield f"DROP TEXT SEARCH CONFIGURATION nmirf_{language}"
    yield "DROP TEXT SEARCH DICTIONARY nmirf_plain"


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
# Most are numbers and points alone, as they should be: a third of the time.
PARAGRAPH = r"""
    CREATE FUNCTION nmirf_paragraph_key(paragraph text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
    BEGIN
        IF paragraph ~ '^[1-9][0-9]*(\.[1-9][0-9]*)*$' THEN
            RETURN paragraph;
        END IF;
        RETURN trim(BOTH '.' FROM regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(
                lower(translate(
                    paragraph,
                    E'\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u2007\u202f', '------   ')),
                '^\s*(?:paragraphs?|paras?|pars?|párrafos?|párr|§+|¶+)(?![a-z])[\s.]*', ''),
            '\s*-\s*', '-', 'g'),
            '[\s.,;:()\[\]/_]+', '.', 'g'),
            '([0-9])(?=[^0-9.-])|([^0-9.-])(?=[0-9])', '\1\2.', 'g'),
            '(^|[^0-9])0+(?=[0-9])', '\1', 'g'));
    END $$
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

# Small letters; one dash for whatever separates, also a letter from a digit; a point only between
# digits: "31 (b)", "31(b)" and "31b" are "31-b", "CRC/C/XMA/CO/6–7" is "crc-c-xma-co-6-7".
CODE = r"""
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
        SELECT CASE WHEN octet_length(written) = length(written) THEN written
               ELSE regexp_replace(written, '[{SIGNS}]', ' ', 'g') END
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
    dependencies = [("focalpoints", "0001_extensions")]
    operations = [
        migrations.RunSQL(list(statements()), list(undo())),
        migrations.RunSQL(SYMBOL, "DROP FUNCTION nmirf_symbol_key(text)"),
        migrations.RunSQL(PARAGRAPH, "DROP FUNCTION nmirf_paragraph_key(text)"),
        migrations.RunSQL(APART, "DROP FUNCTION nmirf_apart(text, text, text, text)"),
        migrations.RunSQL(LIKENESS, "DROP FUNCTION nmirf_likeness(text, text)"),
        migrations.RunSQL(CODE, "DROP FUNCTION nmirf_code(text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION nmirf_words(text)"),
        migrations.RunSQL(VECTOR, "DROP FUNCTION nmirf_text_vector(text, text)"),
    ]
