# The image of web, worker, beat and migrate alike; docker-compose.yml says which of them a container is.
FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements/base.txt /tmp/base.txt
RUN /venv/bin/pip install --no-cache-dir --no-compile --no-deps --require-hashes -r /tmp/base.txt

# Style sheet and scripts. Node stays in this stage; site/ gives a council its own name, colour and logo.
FROM python:3.13-slim AS assets
RUN python -m venv /venv
COPY requirements/assets.txt /tmp/assets.txt
RUN /venv/bin/pip install --no-cache-dir --no-compile --no-deps --require-hashes -r /tmp/assets.txt
WORKDIR /srv/alongside
COPY . .
RUN /venv/bin/python -m config.stack.assets

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin alongside
COPY --from=packages /venv /venv
WORKDIR /srv/alongside
COPY . .
COPY --from=assets /srv/alongside/build/static build/static
# Settings ask for their addresses at start. Collecting files connects to none of them, and none of these stays in the image.
RUN DATABASE_URL=postgresql://unused DATABASE_URL_AUDIT=postgresql://unused REDIS_URL=redis://unused SECRET_KEY=unused \
    python manage.py collectstatic --no-input && \
    python -m compileall -q /venv/lib /srv/alongside
# Where papers that came back are kept: nobody else's, and nothing that is served. A volume put here keeps its owner.
# And the second place of the seals, which only the worker writes.
RUN install -d -m 0700 -o alongside /srv/files /srv/audit-roots
USER alongside
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=6s --start-period=30s CMD ["python", "-m", "config.probe"]
CMD ["python", "-m", "gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=10", "--no-control-socket", "--logger-class=config.web_logs.WebLogger"]
