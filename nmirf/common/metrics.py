"""Figures for a monitoring server: requests by page and answer, and the work that waits."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import REGISTRY, CollectorRegistry, exposition, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

# Where tasks wait that name no queue, as all of them do.
QUEUE = "celery"
# Set by nmirf.wsgi: the directory into which all web processes count.
SHARED = "PROMETHEUS_MULTIPROC_DIR"


class WaitingTasks(Collector):
    """Read when asked; a broker that does not answer leaves the figure out, not the others."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with Redis.from_url(settings.REDIS_URL, socket_timeout=2) as broker:
                waiting = broker.llen(QUEUE)
        except RedisError:
            return
        yield GaugeMetricFamily("nmirf_tasks_waiting", "Tasks no worker has begun.", value=waiting)


@login_not_required
@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures as Prometheus reads them, for whoever brings METRICS_TOKEN; 404 where none is set."""
    token = settings.METRICS_TOKEN
    if not token:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    own = CollectorRegistry()
    own.register(WaitingTasks())
    body = exposition.generate_latest(_counts()) + exposition.generate_latest(own)
    return HttpResponse(body, content_type=exposition.CONTENT_TYPE_LATEST)


def _counts() -> CollectorRegistry:
    """What all web processes counted, where they share a directory; else what this one did."""
    if SHARED not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    multiprocess.MultiProcessCollector(shared)
    return shared
