"""Titles of columns in files of values, and the words in their cells, in three languages and SDMX's.

Source: SDMX cross-domain concepts (OBS_VALUE, OBS_STATUS, CONF_STATUS, UNIT_MEASURE, TIME_PERIOD)
and code list CL_OBS_STATUS 2.3.
"""

from activities.choices import Dimension, Quality, ValueStanding
from recommendations.parsers.mapping import fold_heading

_TITLES: dict[str, tuple[str, ...]] = {
    "indicator": (
        *("indicator code", "code", "series", "series code", "indicateur", "code indicateur"),
        *("code de l'indicateur", "série", "المؤشر", "رمز المؤشر"),
    ),
    "period": ("time period", "year", "time", "date", "période", "année", "الفترة", "السنة"),
    "value": ("obs value", "valeur", "القيمة"),
    "unit": ("unit measure", "unit of measure", "unité", "الوحدة"),
    "cases": ("number of cases", "n", "nombre de cas", "effectif", "عدد الحالات"),
    "quality": ("qualité", "الجودة"),
    "standing": ("provisional or final", "provisoire ou définitif", "statut", "مؤقتة أو نهائية"),
    "obs_status": ("obs status", "observation status"),
    "conf_status": ("conf status",),
    "source": ("source of the value", "المصدر"),
    "note": ("comment", "comments", "comment obs", "remarque", "ملاحظة"),
    # Where a file opens: exports say it, and nothing is attached by an import.
    "document": ("pièce justificative", "الوثيقة"),
    "withheld": ("non publié", "غير منشور"),
    "frequency": ("freq", "fréquence", "الدورية"),
    "dataflow": (),
    "structure": ("structure id",),
    Dimension.SEX: ("gender", "sexe", "الجنس"),
    Dimension.AGE: ("age group", "âge", "groupe d'âge", "العمر"),
    Dimension.DISABILITY: ("disability status", "handicap", "الإعاقة"),
    Dimension.TERRITORY: ("ref area", "region", "région", "territoire", "district", "الإقليم"),
    Dimension.AREA: ("urbanisation", "urban rural", "milieu", "المنطقة"),
    Dimension.INCOME: ("income wealth quantile", "quintile", "revenu", "الدخل"),
    Dimension.ETHNICITY: ("ethnic group", "ethnicité", "الانتماء العرقي"),
    Dimension.MIGRATION: ("migratory status", "statut migratoire", "حالة الهجرة"),
    Dimension.OTHER: ("other group", "autre groupe", "مجموعة أخرى"),
}
FIELDS = {
    fold_heading(title): str(field)
    for field, titles in _TITLES.items()
    for title in (str(field).replace("_", " "), *titles)
}
# Codes for everybody. Source: SDMX, _T (total), _Z (not applicable).
EVERYBODY = frozenset(
    {
        *("", "_t", "_z", "t", "total", "all", "both", "both sexes", "everybody"),
        *("ensemble", "ensemble des personnes", "tous", "toutes", "les deux sexes"),
        *("المجموع", "مجموع", "الإجمالي", "إجمالي", "الكل", "الجميع", "الجنسان", "كلا الجنسين"),
    }
)
# Cells that say that there is no value.
NOTHING = frozenset({"", "..", "...", "…", "-", "–", "n/a", "na", "nan", ":"})

# What a code of OBS_STATUS says of a value.
OBS_STATUS: dict[str, dict[str, str]] = {
    "A": {"standing": ValueStanding.FINAL},
    "P": {"standing": ValueStanding.PROVISIONAL},
    "E": {"standing": ValueStanding.FINAL, "quality": Quality.ESTIMATED},
    "I": {"standing": ValueStanding.FINAL, "quality": Quality.ESTIMATED},
    "U": {"standing": ValueStanding.FINAL, "quality": Quality.LIMITED},
    "D": {},
    "B": {},
    "G": {},
    "W": {},
}
MISSING_STATUS = frozenset("MLHKOQXJNS")
# The code of CONF_STATUS that lets a value be published. All others (N, C, D, S, E …) forbid it, and
# those of lists that offices keep for themselves too: what is not known to be free is not.
# Source: SDMX CL_CONF_STATUS 1.3.
FREE = "F"
# Cells that say that a value is not withheld.
NOT_WITHHELD = frozenset({"", "0", "no", "false", "non", "لا"})


def status_code(quality: str, standing: str) -> str:
    """The code of OBS_STATUS that says most of a value."""
    if standing == ValueStanding.PROVISIONAL:
        return "P"
    return {Quality.ESTIMATED: "E", Quality.LIMITED: "U"}.get(Quality(quality), "A")


STANDINGS = {
    **dict.fromkeys(("provisional", "provisoire", "p", "مؤقت", "مؤقتة"), ValueStanding.PROVISIONAL),
    **dict.fromkeys(
        ("final", "définitif", "définitive", "a", "نهائي", "نهائية"), ValueStanding.FINAL
    ),
}
QUALITIES = {quality.value.replace("_", " "): quality for quality in Quality} | {
    word: quality
    for quality, words in {
        Quality.RELIABLE: ("fiable", "موثوق", "موثوقة"),
        Quality.LIMITED: (
            *("of limited reliability", "limité", "limitée", "de fiabilité limitée"),
            *("محدود", "محدودة", "محدود الموثوقية", "محدودة الموثوقية"),
        ),
        Quality.ESTIMATED: ("estimé", "estimée", "تقديري", "تقديرية"),
        Quality.NOT_ASSESSED: (
            *("non évalué", "non évaluée", "لم تُقيَّم", "لم تقيم", "غير مقيم", "غير مقيمة"),
        ),
    }.items()
    for word in words
}
