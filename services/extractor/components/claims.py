"""Who says what: claims and demands."""

from services.extractor.reading import Reading
from shared.messages import Claim


def find_claims(reading: Reading) -> tuple[Claim, ...]:
    """The claims of one article, in the order of the text."""
    return ()
