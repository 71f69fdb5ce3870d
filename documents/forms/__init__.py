"""What people type about documents, and the files they send."""

from .uploads import ACCEPT, FilesField, FilesInput, UploadForm, accepted

__all__ = ["ACCEPT", "FilesField", "FilesInput", "UploadForm", "accepted"]
