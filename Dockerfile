# One image a service: docker build --build-arg SERVICE=extractor .
ARG PYTHON_IMAGE=python:3.11-slim

# The same for all three, so built once.
FROM ${PYTHON_IMAGE} AS tools
WORKDIR /src
COPY locks/build.txt locks/uv.txt locks/
RUN mkdir /opt/data && python3 -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes -r locks/build.txt -r locks/uv.txt

FROM tools AS wheel
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY services services
RUN /opt/build/bin/python -m hatchling build -t wheel -d /dist

FROM tools AS build
ARG SERVICE
COPY locks/${SERVICE}.txt locks/
# Before our own code, so that a change of it does not install the dependencies again. Compiled here, since the root is
# read-only where it runs; other people's tests are of no use there.
RUN python3 -m venv --without-pip /opt/shahidi \
 && /opt/build/bin/uv pip install --no-cache --python /opt/shahidi --compile-bytecode --require-hashes -r locks/${SERVICE}.txt \
 && find /opt/shahidi/lib -type d -name tests -prune -exec rm -rf {} +
COPY --from=wheel /dist /dist
RUN /opt/build/bin/uv pip install --no-cache --python /opt/shahidi --compile-bytecode --no-deps --offline /dist/*.whl

FROM ${PYTHON_IMAGE}
ARG SERVICE
COPY --from=build /opt/shahidi /opt/shahidi
# A number, since no base image has an account for us. It owns the folder for data, and nothing else.
COPY --from=build --chown=10001:10001 /opt/data /data
USER 10001:10001
ENV PATH=/opt/shahidi/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 \
    SHAHIDI_HOME=/data SERVICE=${SERVICE}
CMD ["sh", "-c", "exec shahidi \"$SERVICE\""]
