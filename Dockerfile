# One image for web, worker and clock: `python manage.py serve web|worker|beat`, as `make demo` does.
FROM python:3.11-slim-bookworm AS packages
COPY requirements/base.txt /tmp/
RUN python -m venv /venv \
    && /venv/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir \
        --no-deps --require-hashes -r /tmp/base.txt

FROM python:3.11-slim-bookworm
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin nmirf
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# Addresses and secrets come from the environment at run time; a missing one stops the start.
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    NMIRF_EMBEDDED=off NMIRF_VAR=/app/var BIND=0.0.0.0 PORT=8000
# Fonts and static files belong to the image; the values named here are used by this step alone.
RUN mkdir -p var/assets var/private \
    && export SECRET_KEY=build FIELD_KEY=build DATABASE_URL=postgresql://build/build REDIS_URL=redis://build/0 \
    && python manage.py prepare --static-only \
    && chown -R nmirf: var
USER nmirf
VOLUME /app/var/private
EXPOSE 8000
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "web"]
