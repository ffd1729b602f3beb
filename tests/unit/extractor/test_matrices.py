"""The model's products: fast, and the same for a row whatever stands beside it."""

import numpy
import pytest
from spacy.language import Language

from services.extractor.matrices import SteadyOps


@pytest.mark.parametrize(("depth", "columns"), [(576, 288), (288, 288), (96, 50), (64, 100)])
def test_a_rows_product_does_not_depend_on_the_rows_beside_it(depth: int, columns: int) -> None:
    ops, random = SteadyOps(use_blis=False), numpy.random.default_rng(7)
    rows = random.standard_normal((600, depth), dtype="float32")
    weights = random.standard_normal((columns, depth), dtype="float32")
    together = ops.gemm(rows, weights, trans2=True)
    for count in (1, 2, 5, 17, 40, 123, 400):
        assert (ops.gemm(rows[3 : 3 + count], weights, trans2=True) == together[3 : 3 + count]).all(), count


def test_a_product_of_no_rows_has_none() -> None:
    empty = numpy.zeros((0, 96), dtype="float32")
    assert SteadyOps(use_blis=False).gemm(empty, numpy.ones((50, 96), dtype="float32"), trans2=True).shape == (0, 50)


def test_every_layer_of_the_model_multiplies_so(nlp: Language) -> None:
    models = [model for _, component in nlp.pipeline if (model := getattr(component, "model", None)) is not None]
    layers = [layer for model in models if hasattr(model, "walk") for layer in model.walk()]
    assert layers
    assert {type(layer.ops) for layer in layers} == {SteadyOps}
