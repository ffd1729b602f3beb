"""How a request is refused for what it asks, not for how it is written."""


class NotAllowed(Exception):
    """What was asked is refused; the message says why. `status` as in HTTP, `field` where one is at fault."""

    def __init__(self, status: int, why: str, field: str | None = None) -> None:
        super().__init__(why)
        self.status, self.field = status, field
