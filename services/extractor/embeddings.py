"""The model's first layers, worked out once for each word: what stands for a word before it meets its neighbours.

A third of the model's multiplications are there, and most words of an article were in the ones before it. Does not
handle: models whose first layers are others (static vectors, characters, transformers); they are left as they are.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Ragged

MOST = 30_000
"""Words kept, 0.5 KB each; a worker that has seen more begins anew."""
_LAYERS = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
_Forward = Callable[[Any, Any, bool], tuple[Any, Callable[[Any], Any]]]


def remember_embeddings(nlp: Language) -> None:
    """Let every model of `nlp` that embeds words by their hashes (spaCy's `MultiHashEmbed`) do each one once."""
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        if hasattr(model, "has_ref") and model.has_ref("embed"):
            embed = model.get_ref("embed")
            names = [layer.name.partition("(")[0] for layer in embed.layers]
            if tuple(names) == _LAYERS:
                embed._func = _remembering(embed._func)  # thinc has no other way to change a layer


def _remembering(forward: _Forward) -> _Forward:
    """`forward` of the chain of layers, which asks them only about words that it has not met."""
    places: dict[bytes, int] = {}
    rows = numpy.empty((0, 0), dtype="f")

    def remembered(model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
        nonlocal rows
        columns = model.layers[0].attrs["columns"]
        features = numpy.concatenate([doc.to_array(columns).reshape(-1, len(columns)) for doc in docs])
        words = features.view(f"V{features.itemsize * len(columns)}").ravel().tolist()
        missing = {word: n for n, word in enumerate(words) if word not in places}
        if len(places) + len(missing) > MOST:
            places.clear()
            missing = {word: n for n, word in enumerate(words)}
        if is_train or len(missing) > MOST:
            return forward(model, docs, is_train)
        if missing:
            vectors = _embedded(model, features[list(missing.values())])
            if not len(rows):
                rows = numpy.empty((MOST, vectors.shape[1]), dtype=vectors.dtype)
            rows[len(places) : len(places) + len(missing)] = vectors
            places.update(zip(missing, range(len(places), len(places) + len(missing)), strict=True))
        ends = numpy.cumsum([len(doc) for doc in docs])
        return numpy.split(rows[[places[word] for word in words]], ends[:-1]), _no_way_back

    return remembered


def _embedded(model: Any, features: Any) -> Any:
    """One vector for each row of features, by the layers between the list of articles and the list of vectors."""
    ragged = Ragged(features, model.ops.asarray1i([len(features)]))
    for layer in model.layers[2:4]:
        ragged = layer.predict(ragged)
    return ragged.dataXd


def _no_way_back(_: Any) -> Any:
    raise RuntimeError("remembered embeddings are for reading; train the model as spaCy loads it")
