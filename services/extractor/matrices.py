"""The model's matrices multiplied by the BLAS that numpy brings, which knows the processor it runs on.

thinc's own BLIS is built for the oldest of them and takes 2.8 times as long for what this model multiplies (measured
on a Zen 4, one thread). Does not handle: models on a graphics card, or whose arrays are not numpy's; they are left.
"""

from typing import Any

import numpy
from spacy.language import Language
from thinc.api import NumpyOps

_SMALL = 1_000_000
"""Rows times columns times depth. OpenBLAS adds up smaller products in another order than larger ones."""


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc is compiled, and has no stubs for it
    """Multiplies with numpy, and so that a row's product does not depend on how many rows stand beside it.

    What an article says must not depend on the articles it is read together with.
    """

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """The product of two matrices, as `Ops.gemm`; few rows are multiplied with rows of zeros below them."""
        rows = len(x)
        depth, columns = (y.shape[1], y.shape[0]) if trans2 else y.shape
        enough = _SMALL // max(depth * columns, 1) + 1
        if trans1 or out is not None or not rows or rows >= enough:
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        padded = numpy.zeros((enough, x.shape[1]), dtype=x.dtype)
        padded[:rows] = x
        return super().gemm(padded, y, trans2=trans2)[:rows]


def multiply_with_numpy(nlp: Language) -> None:
    """Let every layer of every model of `nlp` that multiplies with thinc's BLIS do so with numpy's."""
    ops = SteadyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        for layer in model.walk() if hasattr(model, "walk") else ():
            if type(layer.ops) is NumpyOps:
                layer.ops = ops
