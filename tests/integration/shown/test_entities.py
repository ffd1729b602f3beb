"""Persons and bodies across articles, over the API."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from services.store.policies import Policy
from services.store.recording import record
from shared.messages import Entity
from tests.unit.store.told import later, told


def tell(engine: Engine, article: str, *names: str, version: int = 1) -> None:
    entities = tuple(Entity(name=name, kind="person") for name in names)
    body = Entity(name="IPOA", kind="organisation")
    reading = told(article, version=version).model_copy(update={"entities": (*entities, body)})
    record(reading, engine, later(1), Policy())


def test_one_person_is_listed_once_under_every_name(client: TestClient, engine: Engine) -> None:
    tell(engine, "a", "Japhet Koome", "Ann Otieno")
    tell(engine, "b", "Japheth Koome", "Koome")
    (found,) = client.get("/entities", params={"name": "koome"}).json()["items"]
    assert (found["names"], found["articles"]) == (["Japhet Koome", "Japheth Koome"], 2)
    shown = client.get(f"/entities/{found['entity_id']}").json()
    assert [(a["name"], a["articles"]) for a in shown["aliases"]] == [
        ("Japhet Koome", ["a"]),
        ("Japheth Koome", ["b"]),
    ]
    assert [a["name"] for a in shown["proposed"]] == ["Koome"]
    assert client.get("/entities/nobody").status_code == 404


def test_the_list_goes_on_and_forgets_what_an_article_no_longer_says(client: TestClient, engine: Engine) -> None:
    tell(engine, "a", "Japhet Koome", "Ann Otieno")
    first = client.get("/entities", params={"limit": 1}).json()
    rest = client.get("/entities", params={"limit": 10, "cursor": first["next"]}).json()
    assert [e["name"] for e in first["items"] + rest["items"]] == ["IPOA", "Japhet Koome", "Ann Otieno"]
    persons = client.get("/entities", params={"kind": "person"}).json()["items"]
    assert [e["name"] for e in persons] == ["Japhet Koome", "Ann Otieno"]
    tell(engine, "a", "Ann Otieno", version=2)
    assert [e["name"] for e in client.get("/entities", params={"kind": "person"}).json()["items"]] == ["Ann Otieno"]
