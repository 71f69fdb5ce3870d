"""What an update's text could do better, told while it is written. It warns; it never refuses.

Pure: text in, hints out, for any text whatever. These are heuristics: each says what it found, so
that the writer judges. Length counts in every language, plain language in those of `word_lists`;
what may name a person is looked for in all, since their safety is at stake.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import regex

from activities.choices import NARRATIVE_ROOM, HintKind
from nmirf.common import graphemes

from .word_lists import (
    EVERYDAY,
    LONGEST_SENTENCE,
    MINORS,
    NO_NAME,
    PARTICLES,
    PASSIVE,
    PLAIN,
    TITLES,
)

# Below that many characters hardly anything can be said of what was done, since when and why.
SHORT = 60
# Sentences that do not say who acts: two are style, more are a habit.
PASSIVES_BORNE = 2
MOST_SHOWN = 5
SHOWN_LENGTH = 80

_SENTENCE = regex.compile(r"[^.!?…؟。\n]+")
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*")
_CAPITALISED = r"\p{Lu}(?:['’]\p{Lu})?\p{Ll}+(?:[-'’]\p{Lu}\p{Ll}+)?"
_NAME = regex.compile(rf"\b{_CAPITALISED}(?:[ \u00a0](?:(?:{PARTICLES})[ \u00a0])?{_CAPITALISED})+")
_TITLED = regex.compile(
    rf"\b(?:{TITLES})\.?[ \u00a0]\p{{Lu}}[\p{{L}}'’-]+(?:[ \u00a0]\p{{Lu}}[\p{{L}}'’-]+)*"
)
_EMAIL = regex.compile(r"[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+")
_PHONE = regex.compile(
    r"(?<![\p{N}/])(?:\+|00)\p{Nd}(?:[ ().\u00a0-]?\p{Nd}){6,14}"
    r"|\b(?:tel|tél|phone|mobile|móvil|cel|هاتف)\b\.?:? ?\p{Nd}(?:[ ().\u00a0-]?\p{Nd}){5,14}",
    regex.IGNORECASE,
)
# A number behind the word for it, or a bare run of digits longer than any year or symbol.
_NUMBER = regex.compile(
    r"\b(?:id|identity card|passport|passeport|pasaporte|carte d['’]identité|cédula|dni|cni|nin|curp|"
    r"rut|رقم الهوية|جواز)\b[^\p{N}\n]{0,12}[\p{L}]{0,3}[ -]?\p{Nd}(?:[.-]?[\p{L}\p{Nd}]| \p{Nd}){4,16}"
    r"|(?<![\p{L}\p{N}+./,-])\p{Nd}{8,20}(?![\p{L}\p{N}/,]|[ \u00a0]?(?:USD|EUR|CHF|GBP|%|\p{Sc}))",
    regex.IGNORECASE,
)
_ACRONYM = regex.compile(r"(?<![\p{L}\p{N}/.-])\p{Lu}[\p{Lu}\p{N}]{1,7}s?(?![\p{L}\p{N}/])")
_ROMAN = regex.compile(r"[IVXLCDM]+")
_COMPILED: dict[str, regex.Pattern[str]] = {
    language: regex.compile(pattern, regex.IGNORECASE) for language, pattern in PASSIVE.items()
}
_MINORS = {
    language: [regex.compile(pattern, regex.IGNORECASE) for pattern in patterns]
    for language, patterns in MINORS.items()
}


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at. `found`: up to five places; `number`: how many there are.

    `most` is what is allowed (characters, or words a sentence), None where nothing is counted.
    """

    kind: HintKind
    found: tuple[str, ...] = ()
    number: int = 0
    most: int | None = None

    @property
    def is_of_a_person(self) -> bool:
        return self.kind in OF_A_PERSON


OF_A_PERSON = (
    HintKind.PERSON,
    HintKind.NUMBER,
    HintKind.EMAIL,
    HintKind.PHONE,
    HintKind.MINOR,
)


def check(
    headline: str, narrative: str, *, language: str, most: int, known: Collection[str] = ()
) -> list[Hint]:
    """What to look at in an update's text; those that touch a person's safety come first.

    `language` is the text's code; `most` the characters that it may have; `known` what the register
    explains itself, in lower case: names of institutions, abbreviations.
    """
    text = f"{headline[:NARRATIVE_ROOM]}\n{narrative[:NARRATIVE_ROOM]}"
    code = language.split("-")[0]
    hints = [*_of_persons(text, code, known), *_of_length(narrative, most)]
    if code in LONGEST_SENTENCE:
        hints += _of_plain_language(text, code)
    hints += _hint(HintKind.ACRONYM, _unexplained(text, known))
    return hints


def _hint(kind: HintKind, places: Iterator[str], most: int | None = None) -> list[Hint]:
    found = list(dict.fromkeys(place.strip() for place in places))
    if not found:
        return []
    shown = tuple(_short(place) for place in found[:MOST_SHOWN])
    return [Hint(kind, shown, len(found), most)]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH].rstrip()}…"


def _of_persons(text: str, code: str, known: Collection[str]) -> list[Hint]:
    searches: list[tuple[HintKind, Iterator[str]]] = [
        (HintKind.PERSON, _names(text, code, known)),
        (HintKind.MINOR, _minors(text, code)),
        (HintKind.NUMBER, _all(_NUMBER, text)),
        (HintKind.EMAIL, _all(_EMAIL, text)),
        (HintKind.PHONE, _all(_PHONE, text)),
    ]
    return [hint for kind, places in searches for hint in _hint(kind, places)]


def _of_length(narrative: str, most: int) -> list[Hint]:
    length = graphemes.count(narrative.strip())
    if length > most:
        return [Hint(HintKind.LONG, number=length, most=most)]
    if 0 < length < SHORT:
        return [Hint(HintKind.SHORT, number=length, most=SHORT)]
    return []


def _of_plain_language(text: str, code: str) -> list[Hint]:
    most = LONGEST_SENTENCE[code]
    hints = _hint(HintKind.SENTENCE, _long_sentences(text, most), most)
    passives = list(_all(_COMPILED[code], text))
    if len(passives) > PASSIVES_BORNE:
        hints += _hint(HintKind.PASSIVE, iter(passives))
    return hints + _hint(HintKind.JARGON, _jargon(text, code))


def _all(pattern: regex.Pattern[str], text: str) -> Iterator[str]:
    return (match.group() for match in pattern.finditer(text))


def _long_sentences(text: str, most: int) -> Iterator[str]:
    for sentence in _all(_SENTENCE, text):
        if len(_WORD.findall(sentence)) > most:
            yield sentence


def _jargon(text: str, code: str) -> Iterator[str]:
    folded = text.casefold()
    for words, better in PLAIN[code].items():
        if regex.search(rf"\b{regex.escape(words)}\b", folded):
            yield f"{words} → {better}"


def _names(text: str, code: str, known: Collection[str]) -> Iterator[str]:
    """Pairs of capitalised words that no office, law or register name accounts for."""
    yield from _all(_TITLED, text)
    # German capitalises every noun: pairs tell nothing there.
    if code == "de":
        return
    names = " | ".join(known)
    for found in _all(_NAME, text):
        words = found.replace("\u00a0", " ").split(" ")
        while words and words[0].casefold() in NO_NAME:
            words.pop(0)
        capitals = [word for word in words if word[:1].isupper()]
        if len(capitals) < 2 or any(word.casefold() in NO_NAME for word in capitals):
            continue
        name = " ".join(words)
        if name.casefold() not in names:
            yield name


def _minors(text: str, code: str) -> Iterator[str]:
    for pattern in _MINORS.get(code, ()):
        for match in pattern.finditer(text):
            age = match.groupdict().get("age")
            if age is None or int(age) < 18:
                yield match.group()


def _unexplained(text: str, known: Collection[str]) -> Iterator[str]:
    if _is_shouted(text):
        return
    for found in _all(_ACRONYM, text):
        bare = found.removesuffix("s")
        letters = sum(character.isalpha() for character in bare)
        if letters < 2 or 2 * letters < len(bare) or _ROMAN.fullmatch(bare) or bare in EVERYDAY:
            continue
        if bare.casefold() not in known and not _is_explained(bare, text):
            yield found


def _is_explained(acronym: str, text: str) -> bool:
    """Words before it in brackets, or it before words in brackets: “civil registry (CR)”."""
    return f"({acronym})" in text or f"{acronym} (" in text


def _is_shouted(text: str) -> bool:
    """A text all in capitals: nothing tells a word from an abbreviation."""
    capitals = sum(character.isupper() for character in text)
    small = sum(character.islower() for character in text)
    return capitals > small
