"""How a log line is written: JSON, with the ids of request, user and task where there are any."""

from typing import Any

import structlog

_json = structlog.processors.JSONRenderer()


def render(logger: Any, name: str, event: dict[str, Any]) -> str:
    """One event as a line of JSON; what structlog itself added for its own use is dropped."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return str(_json(logger, name, event))


structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
