"""Noto Sans, cut from its wheels into the few files that pages and PDFs load.

The wheels hold one variable font a script, with every width and weight. What is served are static
WOFF2 subsets: two weights, and of Latin only what its languages use, with the characters that do
not belong to a script. `static/css/fonts.css` names the files and their ranges. The other scripts
carry spaces, figures and common signs too: in a PDF a word and the space behind it share a font.
"""

import dataclasses
from io import BytesIO
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHTS = (400, 650)


@dataclasses.dataclass(frozen=True)
class Cut:
    """One script: the wheel's font, and the characters to keep as CSS would write them."""

    name: str
    source: Path
    ranges: str


CUTS = (
    Cut(
        "noto-sans-latin",
        next(fontpkg_noto_sans.ROOT.glob("files/NotoSans[[]*.ttf")),
        "0000-024F,0259,0300-036F,1E00-1EFF,2000-206F,2070-209F,20A0-20C0,2100-214F,2150-218F,"
        "2190-21FF,2200-22FF,25A0-25FF,2600-26FF,2700-27BF,FFFD",
    ),
    Cut(
        "noto-sans-cyrillic-greek",
        next(fontpkg_noto_sans.ROOT.glob("files/NotoSans[[]*.ttf")),
        "0020-002F,0030-003F,00A0,0370-03FF,0400-052F,1C80-1C8F,2DE0-2DFF,A640-A69F",
    ),
    Cut(
        "noto-sans-arabic",
        next(fontpkg_noto_sans_arabic.ROOT.glob("files/NotoSansArabic[[]*.ttf")),
        "0020-002F,0030-003F,00A0,0600-06FF,0750-077F,0870-088E,0890-0891,0897-08E1,08E3-08FF,200C-200E,2010-2011,204F,"
        "2E41,FB50-FDFF,FE70-FEFF",
    ),
)


def build(target: Path) -> list[Path]:
    """Write the files that are missing in `target`; return all of them.

    A file from an older wheel is made anew, since its source is then younger.
    """
    target.mkdir(parents=True, exist_ok=True)
    for cut in CUTS:
        files = [target / f"{cut.name}-{weight}.woff2" for weight in WEIGHTS]
        if not all(_is_current(file, cut.source) for file in files):
            subset = _subset(cut)
            for weight, file in zip(WEIGHTS, files, strict=True):
                _write(TTFont(BytesIO(subset)), weight, file)
    return [target / f"{cut.name}-{weight}.woff2" for cut in CUTS for weight in WEIGHTS]


def _is_current(file: Path, source: Path) -> bool:
    return file.exists() and file.stat().st_mtime >= source.stat().st_mtime


def _subset(cut: Cut) -> bytes:
    """The font of every weight with few glyphs; to fix the weight of all of them would take long."""
    font = TTFont(cut.source)
    subsetter = Subsetter(Options(notdef_outline=True))
    subsetter.populate(unicodes=parse_unicodes(cut.ranges))
    subsetter.subset(font)
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _write(font: TTFont, weight: int, file: Path) -> None:
    font = instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
    font.flavor = "woff2"
    draft = file.with_suffix(".new")
    font.save(draft)
    draft.rename(file)
