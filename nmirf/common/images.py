"""Pictures from outside, made anew: the pixels alone, in one form and of one size at most."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .errors import DomainError

FORMS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 1024 * 1024
MOST_PIXELS = 16_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, its measures in pixels and a name that is its content's."""

    body: bytes
    width: int
    height: int
    mark: str


def made_anew(data: bytes, *, width: int, height: int) -> Picture:
    """`data` drawn again within so many pixels, with nothing that came along with it.

    Drawings in SVG are refused: they are programs, and no reader of them is part of this product.
    Raises DomainError with what to send instead.
    """
    if len(data) > MOST_BYTES:
        raise DomainError(_("The picture is larger than 1 MB."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(data), formats=FORMS)
            if opened.width * opened.height > MOST_PIXELS:
                raise DomainError(_("The picture has more than 16 million pixels."))
            opened.load()
    except (
        *(OSError, SyntaxError, ValueError),
        *(Image.DecompressionBombError, Image.DecompressionBombWarning),
    ) as error:
        raise DomainError(_("Send a PNG, JPEG or WebP picture; SVG is not taken.")) from error
    picture = ImageOps.exif_transpose(opened).convert("RGBA")
    picture.thumbnail((width, height), Image.Resampling.LANCZOS)
    picture.info.clear()
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    body = file.getvalue()
    return Picture(body, picture.width, picture.height, hashlib.sha256(body).hexdigest()[:32])
