"""The first page of a PDF, or a picture made small: PNG, at most 700 pixels wide."""

from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

from .errors import DamagedError, TooMuchError
from .limits import Limits
from .texts import open_pdf

WIDTH, HEIGHT = 700, 1_000
MOST_PIXELS = 60_000_000


def first_page(stream: IO[bytes], extension: str, _limits: Limits) -> bytes:
    """Raises LockedError, DamagedError, TooMuchError."""
    picture = _of_pdf(stream) if extension == "pdf" else open_picture(stream)
    picture.thumbnail((WIDTH, HEIGHT))
    if picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    # White paper ends somewhere, on a white page too.
    return as_png(ImageOps.expand(picture, border=2, fill="grey"))


def open_picture(stream: IO[bytes]) -> Image.Image:
    """The picture turned as it is meant to be seen."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(stream, formats=("PNG", "JPEG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise TooMuchError
        picture.load()
        return ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError) as error:
        raise DamagedError from error


def as_png(picture: Image.Image) -> bytes:
    """The pixels alone, without what came with them."""
    if picture.mode not in ("RGB", "L", "RGBA", "LA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.info.clear()
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _of_pdf(stream: IO[bytes]) -> Image.Image:
    document = open_pdf(stream)
    if not len(document):
        raise DamagedError
    page = document[0]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise DamagedError
    # A page as large as a house is drawn small, a narrow one no larger than asked for.
    scale = min(WIDTH / width, HEIGHT / height)
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture
