# One image for all of Tallylight's processes; docker-compose.yml says which one a container runs.
FROM python:3.13-slim

WORKDIR /srv/tallylight
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock

COPY schemas schemas
COPY codegen codegen
COPY collector collector
COPY consumers consumers
COPY webapp webapp
COPY ops ops

# Nobody in particular: nothing in the image is writable, secrets are read from /run/secrets.
USER 10001:10001
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["python", "-m"]
