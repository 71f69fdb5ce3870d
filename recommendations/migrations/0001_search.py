"""One text-search configuration a language, with accents folded before words are stemmed."""

from django.db import migrations

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


class Migration(migrations.Migration):
    dependencies = [("focalpoints", "0001_extensions")]
    operations = [migrations.RunSQL(list(statements()), list(undo()))]
