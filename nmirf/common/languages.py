"""Languages of texts, beyond those that the pages come in: their names, and which way they run."""

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

# The project's own list knows four; foreign texts come in more.
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """ "rtl" or "ltr" by the code, "auto" where there is none."""
    if not language:
        return "auto"
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def language_name(language: str) -> str:
    """The language in its own words, else its code."""
    try:
        name = str(get_language_info(language)["name_local"])
    except KeyError:
        return language
    return name[:1].upper() + name[1:]


def language_choices() -> list[tuple[str, str]]:
    """(code, name in itself) of every language: those of the instance first, the rest by code."""
    first = [code for code, _name in settings.LANGUAGES]
    known = sorted(
        code for code, info in LANG_INFO.items() if "name_local" in info and len(code) <= 12
    )
    rest = [code for code in known if code not in first]
    return [(code, language_name(code)) for code in (*first, *rest)]
