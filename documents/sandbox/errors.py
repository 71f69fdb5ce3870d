"""How a job inside ends when it does not end well."""


class LockedError(Exception):
    """A password is needed."""


class DamagedError(Exception):
    """It cannot be read as what it says it is."""


class TooMuchError(Exception):
    """More than the limits allow."""


class MarkedError(Exception):
    """What was to be removed is still there."""
