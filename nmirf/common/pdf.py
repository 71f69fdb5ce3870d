"""From HTML to a tagged PDF/UA. WeasyPrint reads the application's own static files, nothing else."""

import logging
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from weasyprint import HTML
from weasyprint.logger import PROGRESS_LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# A host that no network knows (RFC 2606): what a document refers to resolves to it, and is then
# looked up among the static files; nothing is ever opened by its address.
HOST = "static.invalid"
BASE = f"https://{HOST}/"
# WeasyPrint's own steps, as percent of the whole.
STEPS = {"1": 5, "2": 10, "3": 20, "4": 35, "5": 45, "6": 80, "7": 90}


class StaticFetcher(URLFetcher):
    """Serves `/static/…` from the files of this application and refuses every other address.

    A PNG that stands in the document itself needs no address.
    """

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file's bytes; raises FatalURLFetchingError for anything but an own static file."""
        if url.startswith("data:image/png;base64,"):
            return super().fetch(url, headers)
        parts = urlsplit(url)
        path = unquote(parts.path)
        own = parts.scheme == "https" and parts.netloc == HOST
        if not own or not path.startswith(settings.STATIC_URL):
            raise FatalURLFetchingError(f"A PDF may not read {url!r}.")
        file = _static_file(path.removeprefix(settings.STATIC_URL))
        if file is None:
            raise FatalURLFetchingError(f"There is no static file {path!r}.")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body=file.read_bytes(), headers={"Content-Type": kind})


def _static_file(name: str) -> Path | None:
    """The collected file, or in development the one that a finder knows; never outside their roots."""
    collected = (Path(settings.STATIC_ROOT) / name).resolve()
    if collected.is_relative_to(Path(settings.STATIC_ROOT).resolve()) and collected.is_file():
        return collected
    if ".." in Path(name).parts:
        return None
    found = finders.find(name)
    return Path(str(found)) if found else None


class _Progress(logging.Handler):
    def __init__(self, tell: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage().split()
        if len(words) > 1 and words[0] == "Step" and words[1] in STEPS:
            self.tell(STEPS[words[1]])


def to_pdf(html: str, tell: Callable[[int], None]) -> bytes:
    """Lay out `html` and return the file; `tell` hears percent (0–100) as the work goes on."""
    handler, level = _Progress(tell), PROGRESS_LOGGER.level
    PROGRESS_LOGGER.addHandler(handler)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    try:
        document = HTML(string=html, base_url=BASE, url_fetcher=StaticFetcher())
        result: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    finally:
        PROGRESS_LOGGER.removeHandler(handler)
        PROGRESS_LOGGER.setLevel(level)
    return result
