# The image of every process of a larger installation; docker-compose.yml says which there are.
FROM python:3.13-slim-trixie

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MUTUALAID_VAR=/var/lib/mutualaid
WORKDIR /app

# For the nightly copies: pg_dump refuses a newer server, so this is the version of the server in
# docker-compose.yml. The Debian above (trixie) has 17; an older one has 15 only.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*

RUN pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --frozen --no-dev --no-cache
ENV PATH="/app/.venv/bin:$PATH"

COPY . .
# Static files need no secret; the demo's are for this one command.
RUN useradd --system --home-dir $MUTUALAID_VAR --create-home mutualaid \
    && install --directory --owner=mutualaid --mode=700 /backups /erased \
    && MUTUALAID_DEMO=1 python manage.py collectstatic --noinput --verbosity=0
USER mutualaid

EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "mutualaid.wsgi:application", \
     "--host", "0.0.0.0", "--workers", "2", "--blocking-threads", "4", "--log-level", "warning"]
