"""The store's keys over HTTP: an admin's business."""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.store.api import Id
from services.store.door import Admin, door_of
from services.store.keyed import Endpoint, add_keyed
from shared.runtime.key_answers import KeyMade, KeyShown, KeyTaken, NewKey, keys_shown, make_key
from shared.runtime.keys import KeyBook


def _book(request: Request) -> KeyBook:
    book = door_of(request).keys
    assert book, "an admin has come in by it"
    return book


def get_keys(request: Request, _: Admin) -> list[KeyShown]:
    """All keys but the first, oldest first; of each its name and what it may do."""
    return keys_shown(_book(request))


def post_key(request: Request, _: Admin, asked: NewKey) -> KeyMade:
    """A new key. It is in this answer, and in none after it: only its hash is kept."""
    try:
        return make_key(_book(request), asked)
    except KeyTaken as taken:
        raise HTTPException(409, f"{taken}.") from None


def delete_key(request: Request, _: Admin, key_id: Id) -> Response:
    """Let it in no longer, nor who logged in with it; within five seconds, wherever it is known."""
    if not _book(request).remove(key_id):
        raise HTTPException(404, "There is no key of this id. The first key is the setting STORE_API_KEY, or a file.")
    return Response(status_code=204)


ENDPOINTS: tuple[Endpoint, ...] = (
    ("GET", "/keys", get_keys, 200, list[KeyShown]),
    ("POST", "/keys", post_key, 201, KeyMade),
    ("DELETE", "/keys/{key_id}", delete_key, 204, None),
)


def add_keys(app: FastAPI) -> None:
    """Serve them. `app.state.door` holds them."""
    add_keyed(app, ENDPOINTS)
