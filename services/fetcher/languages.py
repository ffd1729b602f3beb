"""Which language a text is in, where it is long enough to tell."""

import lzma
import re
import shutil
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

ENOUGH_LETTERS = 40
"""Below this, names decide: "Nairobi, Kenya" is no language."""
SURE_ENOUGH = 0.6
LOOKED_AT = 1_000
"""Characters. More hardly change the answer, and cost 0.3 ms for each thousand."""

_CODE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9]{2,8})*")


def code_of(said: str) -> str | None:
    """ISO 639-1 in lower case of what a caller says (`en`, `en-GB`, `sw_KE`), or None when it is no such code."""
    match = _CODE.fullmatch(said.strip())
    return match[1].lower() if match else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """The model of py3langid, mapped from a file instead of read into memory: 70 MB of tables, of which a text
    touches little (measured: 80 MB for the model as its library loads it, 30 MB like this)."""
    # Half a second: for the first article, not for whoever imports this.
    import numpy as np  # noqa: PLC0415
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    with TemporaryDirectory() as folder:  # the mapping outlives the file's name
        packed = Path(folder, "model.npz")
        with lzma.open(MODEL_DIR / MODEL_FILE) as model, packed.open("wb") as unpacked:
            shutil.copyfileobj(model, unpacked, 2**20)
        with ZipFile(packed) as arrays:
            arrays.extractall(folder)
        part = {path.stem: np.load(path, mmap_mode="r") for path in Path(folder).glob("*.npy")}
    return LanguageIdentifier(
        np.asarray(part["ptc"]),
        np.asarray(part["pc"]),
        part["classes"].tolist(),
        memoryview(part["nextmove"]),
        memoryview(part["out_feat"]),
        norm_probs=True,
        tk_row=memoryview(part["nextmove_row"]),
    )


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    """Words that stand in every English text; those that other languages write alike do not outweigh the rest."""
    lines = files("services.fetcher").joinpath("data/english_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


PLAINLY = 0.2
"""Share of the words of a head that must be of these, and FEWEST of them different: 98 of 100 English articles pass,
and no other text did (2,568 of 600 characters or more; measured)."""
FEWEST = 8


def is_plainly_english(head: str) -> bool:
    """Whether the model need not be asked: most of what comes in is English, and the model takes longer than all else
    that is done with an article."""
    words, english = head.lower().split(), _english()
    found = [word for word in words if word in english]
    return len(found) >= PLAINLY * len(words) and len(set(found)) >= FEWEST and found.count("the") >= 3


def detected(text: str) -> str | None:
    """ISO 639-1 of the language, or None when the text is too short or too mixed to tell."""
    head = text[:LOOKED_AT]
    if sum(map(str.isalpha, head)) < ENOUGH_LETTERS:
        return None
    if is_plainly_english(head):
        return "en"
    # Of the languages that have a code of two letters: English with many names is otherwise taken for Nigerian Pidgin.
    known = [(language, share) for language, share in _identifier().rank(head) if len(language) == 2]
    language, share = known[0]
    return str(language) if share >= SURE_ENOUGH * sum(share for _, share in known) else None
