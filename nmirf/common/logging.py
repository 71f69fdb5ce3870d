"""How a log line is written: JSON, with the ids of request, user and task where there are any."""

import re
from typing import Any

import structlog

_json = structlog.processors.JSONRenderer()

# Requests of which no line says whose they are: whoever comments there may want to stay unknown,
# and a comment's time beside a person's would tell.
_UNNAMED = re.compile(r"\S+ (/[a-z]{2}(-[a-z]+)?)?/consultations/")


# The one-time key in the address of a page that sets a password, accepts a post or confirms an
# address: whoever has it can do so.
_KEY = re.compile(r"(/password/reset/key/|/people/invitation/|/join/confirm/)[^/\s?]+")


def render(logger: Any, name: str, event: dict[str, Any]) -> str:
    """One event as a line of JSON; what structlog itself added for its own use is dropped."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    for part in ("request", "event"):
        if part in event:
            event[part] = _KEY.sub(r"\1…", str(event[part]))
    if _UNNAMED.match(str(event.get("request", ""))):
        event.pop("user_id", None)
        event.pop("user_agent", None)
    return str(_json(logger, name, event))


# What every line gets, those of libraries that know nothing of structlog too.
COMMON: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]

structlog.configure(
    processors=[
        *COMMON,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
