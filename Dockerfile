# One image a service: docker build --build-arg SERVICE=extractor .
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
ARG SERVICE
WORKDIR /src
RUN mkdir /opt/data && python3 -m venv /opt/shahidi && python3 -m venv /opt/build
COPY locks/${SERVICE}.txt locks/build.txt locks/
# Before the source, so that a change of ours does not install the dependencies again. Compiled here, since the root
# is read-only where it runs; other people's tests are of no use there.
RUN /opt/shahidi/bin/pip install --no-cache-dir --require-hashes -r locks/${SERVICE}.txt \
 && find /opt/shahidi/lib -type d -name tests -prune -exec rm -rf {} + \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes -r locks/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY services services
RUN /opt/build/bin/python -m hatchling build -t wheel -d /dist \
 && /opt/shahidi/bin/pip install --no-cache-dir --no-deps --no-index /dist/*.whl \
 && /opt/shahidi/bin/pip uninstall --yes pip setuptools

FROM ${PYTHON_IMAGE}
ARG SERVICE
COPY --from=build /opt/shahidi /opt/shahidi
# A number, since no base image has an account for us. It owns the folder for data, and nothing else.
COPY --from=build --chown=10001:10001 /opt/data /data
USER 10001:10001
ENV PATH=/opt/shahidi/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 \
    SHAHIDI_HOME=/data SERVICE=${SERVICE}
CMD ["sh", "-c", "exec shahidi \"$SERVICE\""]
