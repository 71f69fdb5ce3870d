"""Files that are larger than a form takes are dropped while they come in, and named in its answer."""

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import FileUploadHandler


class DroppedFile(ContentFile):
    """What stands for a file that was too large: its name and its size, without its bytes."""

    def __init__(self, name: str, size: int, field_name: str) -> None:
        super().__init__(b"", name=name)
        self.size = size
        self.field_name = field_name


class LimitHandler(FileUploadHandler):
    """The first of the handlers: of what is beyond the limit the others see nothing more.

    The request goes on, so that nothing of the form is lost; whoever examines the file finds its size
    and refuses it by name.
    """

    chunk_size = 64 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._seen = 0
        self._most = most_bytes(self.request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._seen = start + len(raw_data)
        return None if self._seen > self._most else raw_data

    def file_complete(self, file_size: int) -> DroppedFile | None:  # type: ignore[override]
        if self._seen <= self._most:
            return None
        return DroppedFile(self.file_name or "", self._seen, self.field_name or "")


def most_bytes(request: Any) -> int:
    """How large a file the form of this address takes."""
    match = getattr(request, "resolver_match", None)
    is_large = match is not None and match.view_name in settings.LARGE_UPLOADS
    most: int = settings.IMPORT_MAX_BYTES if is_large else settings.EVIDENCE_MAX_BYTES
    return most
