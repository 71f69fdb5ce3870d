"""Word lists of the criteria check, one for each language that it reads.

The long ones stand in `activities/reference/`, one word a line.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "reference"


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").split()


# Words a sentence may have. Source: GOV.UK content design, "sentence length" (25 words); French and
# Spanish need about a fifth more words for the same.
LONGEST_SENTENCE = {"en": 25, "fr": 30, "es": 30}

# What officials write, and what people say.
PLAIN = {
    "en": {
        "in order to": "to",
        "with a view to": "to",
        "prior to": "before",
        "subsequent to": "after",
        "pursuant to": "under",
        "in accordance with": "under",
        "in the framework of": "in",
        "within the framework of": "in",
        "with regard to": "about",
        "in respect of": "about",
        "aforementioned": "this",
        "inter alia": "among others",
        "operationalize": "start",
        "operationalise": "start",
        "capacity building": "training",
        "stakeholders": "say who",
        "utilize": "use",
        "utilise": "use",
        "mainstreaming": "say what is done",
        "sensitization": "information",
        "sensitisation": "information",
    },
    "fr": {
        "en vue de": "pour",
        "dans le cadre de": "dans",
        "conformément à": "selon",
        "préalablement à": "avant",
        "postérieurement à": "après",
        "susmentionné": "ce",
        "susvisé": "ce",
        "au niveau de": "à",
        "opérationnaliser": "mettre en route",
        "opérationnalisation": "mise en route",
        "renforcement des capacités": "formation",
        "parties prenantes": "dire qui",
        "redynamisation": "relance",
        "mise en œuvre effective": "application",
    },
    "es": {
        "con el fin de": "para",
        "a fin de": "para",
        "en el marco de": "en",
        "de conformidad con": "según",
        "con anterioridad a": "antes de",
        "con posterioridad a": "después de",
        "anteriormente mencionado": "este",
        "a nivel de": "en",
        "operativizar": "poner en marcha",
        "fortalecimiento de capacidades": "formación",
        "partes interesadas": "decir quiénes",
        "socialización": "difusión",
        "transversalización": "decir qué se hace",
    },
}

# Sentences that do not say who did it.
PASSIVE = {
    "en": r"\b(?:is|are|was|were|been|being)\s+(?:\p{L}+ly\s+)?(?:\p{L}{2,}ed|built|done|drawn|"
    r"given|held|made|set|taken|written)\b",
    "fr": r"\b(?:été|est|sont|sera|seront|était|étaient)\s+(?:\p{L}+ment\s+)?"
    r"\p{L}{2,}(?:é|ée|és|ées|is|ise|ises|uit|uite|uits|uites)\b",
    "es": r"\b(?:sido|fue|fueron|será|serán|es|son)\s+(?:\p{L}+mente\s+)?"
    r"(?:\p{L}{2,}(?:ad|id)[oa]s?|hech[oa]s?|escrit[oa]s?)\b",
}

# A child of whom the text speaks as one person. `age` is checked to be below 18.
MINORS = {
    "en": (
        r"\b(?P<age>\d{1,2})[- ]year[- ]old\s+(?:boy|girl|child|pupil|student|victim|minor)\b",
        r"\b(?:boy|girl|child|pupil|victim|minor)\s*,?\s+aged\s+(?P<age>\d{1,2})\b",
        r"\b(?:boy|girl|child|pupil|minor|minors)\s+(?:named|called)\b",
    ),
    "fr": (
        r"\b(?:fille|fillette|garçon|enfant|élève|mineure?|victime)\s+(?:âgée?\s+)?de\s+"
        r"(?P<age>\d{1,2})\s+ans\b",
        r"\b(?:fille|fillette|garçon|enfant|élève|mineure?)\s+(?:nommée?|appelée?|prénommée?)\b",
    ),
    "es": (
        r"\b(?:niñ[oa]|menor|adolescente|alumn[oa]|víctima)\s+de\s+(?P<age>\d{1,2})\s+años\b",
        r"\b(?:niñ[oa]|menor|adolescente|alumn[oa])\s+(?:llamad[oa]|de nombre)\b",
    ),
    "ar": (
        r"(?:الطفل|الطفلة|طفل|طفلة|القاصر|قاصر|فتاة|فتى)\s+(?:يبلغ|تبلغ|البالغ|البالغة)\b[^.؟!\n]{0,20}",
        r"(?:الطفل|الطفلة|طفل|طفلة|القاصر|قاصر)\s+(?:اسمه|اسمها|يدعى|تدعى)",
    ),
}

# What stands before the name of a person.
TITLES = (
    r"Mr|Mrs|Ms|Miss|Dr|Prof|Judge|Justice|Sir|Sergeant|Captain|M|MM|Mme|Mlle|Me|Pr|Sr|Sra|Srta|"
    r"Don|Doña|Lic|Ing|Abg|Hr|Frau|Herr|Sig|Sig\.ra"
)
# Small words inside names of persons.
PARTICLES = r"de|del|de la|de los|da|das|do|dos|di|du|van|van der|von|bin|bint|ibn|al|el|la|le|y"

# Capitalised words of offices, laws, days and places: no part of the name of a person.
NO_NAME = frozenset(
    word for language in ("en", "fr", "es") for word in _lines(f"no_name_{language}.txt")
)

# Abbreviations of the field, and those that everybody writes.
EVERYDAY = frozenset(_lines("abbreviations.txt"))
