"""From the text of an export to the text that people read: clean, and apart from its number."""

import html
import re
import unicodedata
from functools import lru_cache
from html.entities import html5
from typing import NamedTuple

# Soft hyphens, zero-width spaces, direction marks and byte order marks carry no meaning here.
_MARKS = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The joiners do carry meaning, but only after a letter of the scripts that need them.
_JOINERS = re.compile("(?<![\u0600-\u0dff])[\u200c\u200d]")
# Characters no text needs and PostgreSQL partly refuses (NUL); the spaces among them stay spaces.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSANDS = re.compile(r"&(?:amp;|AMP;|#0{0,4}38;|#[xX]0{0,4}26;)+")
_CODE = re.compile(r"<(?:script|style)\b[^<>]*>", re.IGNORECASE)
_CODE_END = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)
_COMMENT, _COMMENT_END = re.compile("<!--"), re.compile("-->")
_DECLARATION = re.compile(r"<(?:!\[(?:if|endif)[^<>]*\]|[?!][a-zA-Z][^<>]*)>")
_TAG = re.compile(r"</?([A-Za-z][\w:.-]*)(?:\s[^<>]*)?/?>")
# Tags inside a word; any other tag ends one.
_INLINE = {
    "a",
    "abbr",
    "b",
    "big",
    "em",
    "font",
    "i",
    "ins",
    "mark",
    "s",
    "small",
    "span",
    "strike",
}
_INLINE |= {"strong", "sub", "sup", "u"}
_PASSES = 6


def storable(text: str) -> str:
    """The text as it came, less the two things that a database can't hold: NUL and surrogates."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def clean_text(raw: str) -> str:
    """Plain text on one line: entities (also encoded twice) resolved, tags and marks gone.

    Words that a scanner split stay split. Cleaning a clean text changes nothing.
    """
    text = _plain(raw)
    for _pass in range(_PASSES):
        if "&" not in text and "<" not in text:
            return text
        cleaner = _plain(_without_markup(text))
        if cleaner == text:
            return text
        text = cleaner
    # Only text built to keep us busy gets here; without these two there is nothing to resolve.
    return _plain(text.replace("<", " ").replace("&", " "))


def _without_markup(text: str) -> str:
    if "&" in text:
        text = _ENTITY.sub(_character, _AMPERSANDS.sub("&amp;", text))
    if "<" in text:
        text = _without_passages(text, _COMMENT, _COMMENT_END)
        text = _without_passages(text, _CODE, _CODE_END)
        text = _DECLARATION.sub(" ", text)
        text = _TAG.sub(_in_place_of_tag, text)
    return text


def _without_passages(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """The text without what stands between two marks; one search each, however many open."""
    kept, at = [], 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        kept.append(text[at : start.start()])
        at = end.end()
    return " ".join([*kept, text[at:]]) if kept else text


def _character(entity: re.Match[str]) -> str:
    found = entity.group()
    return html.unescape(found) if found[1] == "#" else html5.get(found[1:], found)


def _in_place_of_tag(tag: re.Match[str]) -> str:
    return "" if tag.group(1).lower() in _INLINE else " "


def _plain(text: str) -> str:
    text = " ".join(text.split())
    if not text.isprintable():
        # All that is to go is unprintable; most texts have none of it and skip the searches.
        text = _CONTROLS.sub("", _JOINERS.sub("", _MARKS.sub("", text)))
        text = " ".join(_SURROGATES.sub("\ufffd", text).split())
    if text.isascii():
        return text
    text = text.replace("\u2010", "-").replace("\u2011", "-")
    return unicodedata.normalize("NFC", text)


class Paragraph(NamedTuple):
    """A text taken apart: "31 (b)", "Rural women", "The Committee recommends …"."""

    number: str
    heading: str
    text: str


_DOTTED = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)(?![\w%]|\.\d)\s?[.:)\-–]?\s*")
_NUMBER = re.compile(r"(\d{1,4})(?!\d)\s?(?:[.)](?!\d)\s*|(?=\([a-z]{1,5}\))|\s(?=\S))")
_PARAGRAPH = re.compile(
    r"(?:(?:recommendation|rec\.)\s(?:no\.?\s?)?\d+[^:]{0,80}?)?"
    r"\b(?:paragraph|para\.?|§)\s?(\d{1,4})(?!\d)(?:\s?:\s?(\d{1,3})(?!\d))?\s?[.:)]?\s*",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\(([a-z]|[ivx]{2,4})\)\s*")
_GLUED = re.compile(r"(?<![\d./(,-])(\d{1,3})\s?\.\s?(?=\D)")
_ENUMERATOR = re.compile(r"^(?:[A-Z]|[IVX]{1,4}|\d{1,2})\s?[.)]\s*")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi")

# Words after which a leading number counts something instead of numbering the paragraph.
_COUNTED = re.compile(
    r"(?:per\scent|percent|%|million|billion|days?|weeks?|months?|years?|member|states|agenda|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
# A heading is a noun phrase: with one of these it is a sentence, and the number belongs to it.
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|should|shall|must|may|can|will|would|"
    r"recommends?|urges?|encourages?|calls?|notes?|welcomes?|regrets?|ensure|ratify|adopt|take)\b"
    r"|[;!?]|\.\s",
    re.IGNORECASE,
)
_BEFORE_A_REFERENCE = re.compile(
    r"\b(?:nos?|articles?|arts?|paragraphs?|paras?|chapters?|sections?|targets?|goals?|"
    r"resolutions?|comments?|conventions?|protocol|rules?|recommendations?|act|law|decree|"
    r"of|by|to|in|on|at|and|or|the|than|least|until|since|from|cycle|session|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\.?$",
    re.IGNORECASE,
)


def split_paragraph(text: str, *, headings: bool = True) -> Paragraph:
    """Take the paragraph number, and a heading glued before it, off a cleaned text.

    "96.21 Ratify …", "7. The …", "31. (b) The …", "para. 12 …" and "Rural women 49.The …" are
    known; "Recommendation No. 3, para. 45: 12 …" becomes "45.12", which keeps it unique in its
    document as UPR numbers are. With `headings=False` only a number at the very start counts.
    """
    for pattern in (_DOTTED, _NUMBER):
        found = pattern.match(text)
        if found and _numbers(found, text):
            return _with_item(found.group(1), "", text[found.end() :])
    found = _PARAGRAPH.match(text)
    if found and text[found.end() :]:
        return _with_item(".".join(filter(None, found.groups())), "", text[found.end() :])
    return _glued(text) if headings else Paragraph("", "", text)


def _numbers(found: re.Match[str], text: str) -> bool:
    """Whether the leading number stands for the paragraph and isn't part of the sentence."""
    rest = text[found.end() :]
    if not rest or _COUNTED.match(rest):
        return False
    if found.group().strip() != found.group(1) or found.re is _DOTTED:
        return True
    # "12 The Committee …": without a full stop only before a capital, and never a year.
    return len(found.group(1)) < 4 and (rest.startswith("(") or _opens_sentence(rest))


def _opens_sentence(text: str) -> bool:
    first = text.lstrip("“”\"'‘(«")[:1]
    return first.isalpha() and not first.islower()


def _glued(text: str) -> Paragraph:
    for found in _GLUED.finditer(text, 3, 170):
        heading = text[: found.start()].strip(" :–-")
        rest = text[found.end() :]
        if _is_heading(heading) and (_opens_sentence(rest) or _ITEM.match(rest)):
            return _with_item(found.group(1), heading, rest)
    return Paragraph("", "", text)


def _is_heading(phrase: str) -> bool:
    if not 3 <= len(phrase) <= 150 or phrase[:1].islower():
        return False
    body = re.sub(r"\barts?\.\s", "", _ENUMERATOR.sub("", phrase))
    return not (_SENTENCE.search(body) or _BEFORE_A_REFERENCE.search(body))


def _with_item(number: str, heading: str, rest: str) -> Paragraph:
    """Add "(b)" to the number, unless the text goes on with "(c)": then it lists its own items."""
    item = _ITEM.match(rest)
    if item is None or not rest[item.end() :] or _next_item(item.group(1), rest):
        return Paragraph(number, heading, rest)
    return Paragraph(f"{number} ({item.group(1)})", heading, rest[item.end() :])


def _next_item(label: str, text: str) -> bool:
    following = [chr(ord(label) + 1)] if len(label) == 1 else []
    if label in _ROMAN[:-1]:
        following.append(_ROMAN[_ROMAN.index(label) + 1])
    return any(f"({name})" in text for name in following)


_OPEN, _CLOSE = "(（", ")）"
_SEPARATORS = ",;،؛、，；"
_AND = re.compile(
    r"(?<!Bosnia)(?<!Antigua)(?<!Trinidad)(?<!Kitts)(?<!Vincent)(?<!Tome)(?<!Tomé)(?<!Britain)"
    r"\s(?:and|&)\s"
)
_SMALL_WORDS = frozenset(["of", "and", "the", "de", "la", "du", "former"])
_ACRONYM = re.compile(r"[A-Z][A-Z-]{2,}s?\*?$")
_KNOWN_ACRONYMS = frozenset({"USA", "UAE", "DPRK", "DRC", "FYROM", "PDR"})
_NOT_A_STATE = re.compile(
    r"[\d:/§%]|\b(?:convention|covenant|protocol|principles|statute|committee|articles?|council|"
    r"law|act|plan|programme|commission|goals?|treaty|amendments?|code|declaration|agenda|rules|"
    r"para|strategy|constitution|action|ombudsman|court|bill|charter)\b",
    re.IGNORECASE,
)


def split_states(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the States in brackets off the end of a UPR text; also name those inside a bundle.

    "Ratify it (Egypt); Sign it (Iran (Islamic Republic of));" gives "Ratify it (Egypt); Sign it"
    and both States. Brackets that hold no State, as "(ICRMW)" or "(No. 189)", stay where they are.
    """
    groups = _groups(text)
    cut = _before(text, len(text))
    last = len(groups)
    while last and groups[last - 1].stop == cut and groups[last - 1].states:
        last -= 1
        cut = _before(text, groups[last].start)
    if last == len(groups):
        return text, ()
    named = _bundled(text, groups[:last]) + groups[last:]
    return text[:cut], tuple(dict.fromkeys(name for group in named for name in group.states))


def split_bundle(text: str) -> tuple[str, ...]:
    """The recommendations that one UPR text bundles, each with number and States; () for a single.

    "121.2 Sign it (Ukraine); Ratify it (Peru);" is two: each ends in the States that made it. A
    part without a number of its own stands under that of the part before it.
    """
    groups = [group for group in _groups(text) if group.states]
    parts, start, number = [], 0, ""
    for at, group in enumerate(groups):
        opening = _NEXT_PART.match(text, group.stop)
        if opening is None or (at + 1 < len(groups) and groups[at + 1].start == opening.start(1)):
            continue
        parts.append(text[start : group.stop])
        start = opening.start(1)
    parts.append(text[start : _before(text, len(text))])
    if len(parts) < 2 or not _groups(parts[-1]) or not split_states(parts[-1])[1]:
        return ()
    for at, part in enumerate(parts):
        found = _DOTTED.match(part)
        number = found.group(1) if found else number
        parts[at] = part if found or not number else f"{number} {part}"
    return tuple(parts)


# After the States of one recommendation: ";" and the next, or the next one's number.
_NEXT_PART = re.compile(r"\s*(?:[;.]+\s*(?:and\s)?(?=[^\W\d_]|\d{1,3}\.\d)|(?=\d{1,3}\.\d))(.)")


class _Group(NamedTuple):
    """An outermost pair of brackets, and the States in it when it holds nothing else."""

    start: int
    stop: int
    states: tuple[str, ...]


def _before(text: str, at: int) -> int:
    """The end of what is written before `at`, punctuation aside."""
    while at and text[at - 1] in " ;.,*":
        at -= 1
    return at


def _bundled(text: str, groups: list[_Group]) -> list[_Group]:
    """The brackets that end a part of a bundle: before ";", or before another that does."""
    found: list[_Group] = []
    for group in reversed(groups):
        at = group.stop
        while text[at] == " ":
            at += 1
        if group.states and (text[at] == ";" or (found and found[-1].start == at)):
            found.append(group)
    return found[::-1]


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    depth = start = 0
    for at in (found.start() for found in _BRACKET.finditer(text)):
        if text[at] in _OPEN:
            start = start if depth else at
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                groups.append(_Group(start, at + 1, _states(text[start + 1 : at])))
    return groups


_BRACKET = re.compile("[()（）]")


@lru_cache(maxsize=2048)
def _states(group: str) -> tuple[str, ...]:
    """The States named inside one bracket, () when it names anything else."""
    if len(group) > 3000:
        return ()
    names: list[str] = []
    for part in _top_level_parts(group):
        if re.match(r"on behalf of\b", part):
            continue
        if names and re.search(r"\b(?:of|of the)$", part):
            names[-1] = f"{names[-1]}, {part}"
            continue
        names += [name for name in _AND.split(part) if name]
    return tuple(names) if names and all(map(_looks_like_state, names)) else ()


def _top_level_parts(group: str) -> list[str]:
    parts, depth = [""], 0
    for char in group:
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in _SEPARATORS and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return [re.sub(r"^and\s", "", part.strip()) for part in parts if part.strip()]


@lru_cache(maxsize=2048)
def _looks_like_state(name: str) -> bool:
    if not 2 <= len(name) <= 80 or _NOT_A_STATE.search(name):
        return False
    if _ACRONYM.match(name) and name.rstrip("*") not in _KNOWN_ACRONYMS:
        return False
    words = [word.strip("()（）*’'") for word in name.split()]
    return all(
        not word[:1].islower() or word in _SMALL_WORDS or re.match(r"d[’']\w", word)
        for word in words
        if word
    )


_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "\u2011": "-"})
_EDGES = re.compile(r"^(?:[-•*]+\s*)+|[\s.,;:*!?•-]+$")


@lru_cache(maxsize=8192)
def fold_label(label: str) -> str:
    """The label as aliases are compared: no case, accent, leading dash, final stop or asterisk."""
    folded = label
    while True:
        # Folding one letter may give two, bare an edge, or leave what looks like a tag.
        letters = unicodedata.normalize("NFKD", clean_text(folded).casefold())
        bare = "".join(char for char in letters if not unicodedata.combining(char))
        bare = " ".join(_EDGES.sub("", bare.translate(_QUOTES)).split())
        if bare == folded:
            return folded
        folded = bare
