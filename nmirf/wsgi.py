"""What gunicorn serves; loaded once, before it forks into its processes."""

import gc
import os
import shutil

from django.core.wsgi import get_wsgi_application

from nmirf.embedded import var_dir


def share_counts() -> None:
    """Let every process count into one directory, so that each can tell the sum of all.

    The library decides when it is first imported, hence before Django loads. Counts begin at
    nothing with each start, as those who read them expect.
    """
    if os.environ.get("METRICS_TOKEN"):
        place = var_dir() / "metrics"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(place)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmirf.settings")
share_counts()
application = get_wsgi_application()
# What is loaded by now stays for good: a collection that walks all of it holds requests up for a
# tenth of a second, and copies memory that the processes would share.
gc.collect()
gc.freeze()
# A page makes thousands of objects and hardly a cycle: to look for some at every 700, as is usual,
# takes a tenth of the processor.
gc.set_threshold(50_000, 20, 100)
