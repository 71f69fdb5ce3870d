"""Errors that carry a message for a person."""


class DomainError(Exception):
    """A deed that is well formed and permitted, yet cannot be done; the message says why."""


class ConflictError(DomainError):
    """Someone else saved the same record first.

    `theirs` is the record as it stands now, so that the page can show both texts.
    """

    def __init__(self, message: str, theirs: object) -> None:
        super().__init__(message)
        self.theirs = theirs
