"""A store's database on disk, and the API over it without a network."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.api import add_api
from services.store.api_exports import add_exports
from services.store.page import add_page
from shared.runtime.health import operations
from tests.integration.shown.samples import Sample, fill


@pytest.fixture
def sample(engine: Engine) -> Sample:
    with engine.begin() as db:
        return fill(db)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None)
    add_api(app, engine, poll_s=0.01)
    add_exports(app)
    add_page(app, engine)
    app.router.routes.extend(operations(None))
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client
