# One image for web, worker, beat and migrations; docker-compose.yml says which container does what.
# docs/operations.md tells how to run it.

FROM node:24-bookworm-slim AS frontend
WORKDIR /src/frontend_embed
COPY frontend_embed/package.json frontend_embed/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend_embed/ ./
RUN npm run build

FROM debian:trixie-slim AS base
ENV LANG=C.UTF-8 \
    PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AGORAMA_VAR=/var/lib/agorama \
    AGORAMA_STATIC_ROOT=/app/static
# GeoDjango loads libgdal, which brings GEOS and PROJ along.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgdal36 python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY requirements/base.txt /tmp/base.txt
RUN python3 -m venv /opt/venv \
    && pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r /tmp/base.txt
COPY . .
COPY --from=frontend /src/frontend_embed/dist frontend_embed/dist
RUN find . -name '*.po' -execdir msgfmt --check -o django.mo {} + \
    && DATABASE_URL=postgres://none REDIS_URL=redis://none AGORAMA_SECRET_KEY=build \
       sh -c 'python manage.py check && python manage.py collectstatic --noinput' \
    && python -m compileall -q .

FROM base
LABEL org.opencontainers.image.title="Agorama" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# The code belongs to root and is only read; what the server writes goes below AGORAMA_VAR.
RUN groupadd --gid 10001 agorama \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin agorama \
    && install -d -o agorama -g agorama /var/lib/agorama /var/lib/agorama/media /var/lib/agorama/tiles /var/lib/agorama/tmp
# Uploads on their way in are too large for the /tmp in memory of a read-only container. A thread without a database
# connection of its own would only wait: as many as AGORAMA_DB_POOL_SIZE.
ENV TMPDIR=/var/lib/agorama/tmp \
    GRANIAN_WORKERS=2 \
    GRANIAN_BLOCKING_THREADS=8
USER 10001:10001
VOLUME ["/var/lib/agorama"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--respawn-failed-workers", "--workers-kill-timeout", "10", "mapserver.wsgi:application"]
