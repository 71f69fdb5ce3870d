"""Labels in several languages: one authoritative column, translations beside it.

A State adds a language by listing it in the settings and typing its labels; no
migration is needed, and history sees every label.
"""

from typing import Any

from django.utils.translation import get_language


def translated(row: Any, field: str) -> str:
    """`row.field` in the language of the page; the authoritative column where there is none.

    Reads `<field>_translations`, a mapping of language code to text.
    """
    language = (get_language() or "").split("-")[0]
    found = getattr(row, f"{field}_translations").get(language)
    return str(found or getattr(row, field))
