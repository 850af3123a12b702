# Two stages, so that the image does not contain the tools for installing: the second environment is
# made without pip. EXTRAS names the optional parts (docs/installation.md).
FROM python:3.13-slim AS install
ARG EXTRAS="postgres payments redis jwks metrics uvloop webhooks"
WORKDIR /app
COPY requirements requirements
RUN python -m venv --without-pip /venv && pip --python /venv install --no-cache-dir --require-hashes \
    -r requirements/core.lock $(for extra in $EXTRAS; do echo "-r requirements/$extra.lock"; done)

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app billing \
    && mkdir /data && chown billing /data
COPY --from=install /venv /venv
WORKDIR /app
COPY catalog.yaml catalog.generated.yaml aerich.ini ./
COPY billing billing
COPY db db
COPY gateways gateways
COPY schema schema
COPY services services
COPY resolvers resolvers
COPY server server
COPY sandbox sandbox
COPY web/dist web/dist
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 DATABASE_URL=sqlite:///data/billing.db SANDBOX_PATH=/data/sandbox.db
USER billing
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=2)"]
# Exec form, so that SIGTERM reaches the server, which finishes its requests.
CMD ["python", "-m", "server", "serve"]
