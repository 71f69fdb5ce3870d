"""Tables of any kind: how a person says which column is which, and what to show while asking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .rows import BadFile
from .text import fold_label


@dataclass(frozen=True, slots=True)
class TableField:
    """A field that a column may hold: its title in our template, what it means, an example."""

    name: str
    title: Promise
    meaning: Promise
    example: str
    required: bool = False


# In the order of the template. Titles are ours; `ALIASES` knows those that others use.
FIELDS = (
    TableField(
        "reference",
        _("Reference"),
        _(
            "Your own number of the recommendation. It must be unique in the file; a later file with"
            " the same number changes the same recommendation."
        ),
        "NAP-2024-017",
    ),
    TableField(
        "state",
        _("State"),
        _(
            "The State that the recommendation is addressed to: name, or code of two or three"
            " letters. Several in one cell are divided by new lines."
        ),
        "Marisola",
    ),
    TableField(
        "body",
        _("Mechanism"),
        _("Who made the recommendation, by code or name: UPR, CEDAW, CRC, Special Rapporteur on …"),
        "CEDAW",
        required=True,
    ),
    TableField(
        "symbol",
        _("Document symbol"),
        _("The United Nations symbol of the document."),
        "CEDAW/C/XMA/CO/3",
    ),
    TableField(
        "paragraph",
        _("Paragraph"),
        _("The number of the paragraph, with its letter if any."),
        "24 (b)",
    ),
    TableField(
        "kind",
        _("Kind"),
        _(
            "Recommendation, concern, voluntary pledge, treaty article, judgment, national"
            " recommendation or other. Empty means recommendation."
        ),
        "Recommendation",
    ),
    TableField(
        "heading",
        _("Heading"),
        _("The heading in the document under which the text stands."),
        "Education",
    ),
    TableField(
        "text",
        _("Text"),
        _("The recommendation in full, in the words of the document."),
        "Keep girls in school by making the way there safe in all rural districts.",
        required=True,
    ),
    TableField(
        "language",
        _("Language"),
        _("The language of the text, as a code: en, fr, es, ar, ru, zh."),
        "en",
    ),
    TableField(
        "recommending_states",
        _("Recommending States"),
        _(
            "In the Universal Periodic Review: the States that made the recommendation, divided by"
            " new lines or semicolons."
        ),
        "",
    ),
    TableField(
        "position",
        _("Position of the State"),
        _("Supported, noted, supported in part, or pending. Empty where none was taken."),
        "",
    ),
    TableField(
        "position_source",
        _("Source of the position"),
        _("The document in which the State gave it, with paragraph."),
        "",
    ),
    TableField(
        "response", _("Response of the State"), _("What the State answered, in its own words."), ""
    ),
    TableField("themes", _("Themes"), _("One on each line."), "Right to education"),
    TableField(
        "groups",
        _("Affected groups"),
        _("One on each line."),
        "Girls\nPersons living in rural areas",
    ),
    TableField(
        "sdgs",
        _("Sustainable Development Goals"),
        _("Goals or targets by number, one on each line."),
        "4.1\n4.5",
    ),
    TableField(
        "session", _("Session"), _("The session of the Universal Periodic Review, as a number."), ""
    ),
    TableField(
        "cycle", _("Cycle"), _("The cycle of the Universal Periodic Review, as a number."), ""
    ),
    TableField(
        "issued_on",
        _("Date of the document"),
        _("A date cell, or text as 2024-12-31 or 31.12.2024."),
        "2024-11-18",
    ),
    TableField(
        "annotation_id",
        _("UHRI annotation"),
        _(
            "The id of the annotation in the Universal Human Rights Index, where the row came from it."
        ),
        "",
    ),
)
NAMES = tuple(one.name for one in FIELDS)

# Titles that such columns have in files of others, in English, French, Spanish and Arabic.
ALIASES = {
    "reference": (
        "reference", "ref", "ref no", "reference number", "id", "no", "number", "code",
        "recommendation id", "recommendation number", "numero", "n°", "identifiant", "codigo",
        "referencia", "المرجع", "الرقم", "الرمز",
    ),
    "state": (
        "state", "country", "countries", "state under review", "addressed to", "addressed state",
        "countries concerned", "country concerned", "to", "pays", "etat", "etat concerne",
        "etat examine", "pais", "estado", "estado examinado", "الدولة", "البلد",
    ),
    "body": (
        "mechanism", "body", "recommending body", "source", "human rights mechanism", "committee",
        "treaty body", "mecanisme", "organe", "comite", "mecanismo", "organo", "comite recomendante",
        "الآلية", "اللجنة", "الهيئة",
    ),
    "symbol": (
        "document symbol", "symbol", "document", "un symbol", "cote", "cote du document",
        "document source", "signatura", "simbolo", "documento", "رمز الوثيقة", "الوثيقة",
    ),
    "paragraph": (
        "paragraph", "para", "paragraph number", "para no", "paragraphe", "numero du paragraphe",
        "parrafo", "numero de parrafo", "الفقرة", "رقم الفقرة",
    ),
    "kind": (
        "kind", "type", "annotation type", "recommendation type", "type of recommendation", "nature",
        "type de recommandation", "tipo", "tipo de recomendacion", "النوع",
    ),
    "heading": ("heading", "section", "title", "titre", "intitule", "rubrique", "titulo", "seccion", "العنوان"),
    "text": (
        "text", "recommendation", "recommendations", "recommendation text", "text of recommendation",
        "text of the recommendation", "full text", "description", "texte", "recommandation",
        "recommandations", "texte de la recommandation", "texto", "recomendacion", "recomendaciones",
        "texto de la recomendacion", "النص", "التوصية", "نص التوصية", "التوصيات",
    ),
    "language": ("language", "lang", "langue", "idioma", "lengua", "اللغة"),
    "recommending_states": (
        "recommending states", "recommending state", "recommending state/s", "recommending country",
        "recommending countries", "upr recommending states", "from", "etats auteurs",
        "etat auteur", "etat recommandant", "pays auteur", "estado recomendante",
        "estados recomendantes", "الدولة الموصية", "الدول الموصية",
    ),
    "position": (
        "position", "position of the state", "position of the state under review", "upr position",
        "state position", "status of acceptance", "accepted or noted", "position de l'etat",
        "posicion", "posicion del estado", "الموقف", "موقف الدولة",
    ),
    "position_source": (
        "source of the position", "source of position", "position source",
        "source de la position", "fuente de la posicion", "مصدر الموقف",
    ),
    "response": (
        "response", "response of the state", "state response", "comments", "comments of the state",
        "assessment/comments on level of implementation", "reponse", "reponse de l'etat",
        "commentaires", "respuesta", "respuesta del estado", "comentarios", "الرد", "رد الدولة",
    ),
    "themes": (
        "themes", "theme", "issues", "issue", "full list of themes", "human rights themes", "topic",
        "topics", "thematic area", "thematique", "thematiques", "droits", "temas", "tema", "derechos",
        "المواضيع", "الموضوع",
    ),
    "groups": (
        "affected groups", "affected persons", "groups", "group", "groups of persons",
        "population group", "groupes", "groupes concernes", "personnes concernees", "grupos",
        "grupos afectados", "personas afectadas", "الفئات", "الفئات المعنية",
    ),
    "sdgs": (
        "sustainable development goals", "sdgs", "sdg", "relevant sdgs", "goals", "sdg targets", "odd",
        "objectifs de developpement durable", "ods", "objetivos de desarrollo sostenible",
        "أهداف التنمية المستدامة",
    ),
    "session": (
        "session", "upr session", "session of the upr", "session de l'epu", "periodo de sesiones",
        "sesion", "الدورة",
    ),
    "cycle": ("cycle", "upr cycle", "cycle of the upr", "cycle de l'epu", "ciclo", "الجولة"),
    "issued_on": (
        "date of the document", "date", "document date", "publication date", "date of publication",
        "document publication date", "issued on", "year", "date du document", "date de publication",
        "fecha", "fecha del documento", "fecha de publicacion", "التاريخ", "تاريخ الوثيقة",
    ),
    "annotation_id": (
        "uhri annotation", "annotation id", "ohchr annotation id", "uhri id", "annotation de l'iudh",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which column is which field.

    `columns` leads from our field (one of `NAMES`) to the title of a column, `constants` from our
    field to the value that every row has; a column's own value goes before it. `reading` may hold
    `day_first` (bool: days before months, true unless said), `separator` (what divides several
    labels of a cell, besides new lines) and `sheet` (its name; the first with the titles unless
    said).
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    reading: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TablePeek:
    """The beginning of a table: sheets by name (one, "", of a CSV), titles, and up to five rows.

    `sheet` is the one that they are of.
    Every row has as many cells as there are titles. `encoding` and `delimiter` are "" for XLSX.
    """

    sheets: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""


class NeedsMapping(BadFile):
    """A sound table of a kind that nobody knows: a person has to say which column is which."""

    def __init__(self, message: str, peek: TablePeek, *, where: str = "") -> None:
        super().__init__(message, where=where, what="needs mapping")
        self.peek = peek

    def __reduce__(self) -> tuple[Any, ...]:
        return NeedsMapping, (self.message, self.peek), {"where": self.where}


def suggest_mapping(titles: Iterable[str]) -> dict[str, str]:
    """Field → title, for the titles that are known under some name; each is used once at most."""
    found: dict[str, str] = {}
    known = _known()
    for title in titles:
        name = known.get(fold_heading(title))
        if name and name not in found:
            found[name] = title
    return found


def fold_heading(title: str) -> str:
    """A title as titles of tables are compared: no case, accent, stop, or bracketed remark."""
    folded = fold_label(title.replace("_", " ")).partition("(")[0]
    return " ".join(folded.replace("*", " ").replace(".", " ").split())


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Folded title → field."""
    known: dict[str, str] = {}
    for name, aliases in ALIASES.items():
        for alias in (name.replace("_", " "), *aliases):
            known.setdefault(fold_heading(alias), name)
    return known
