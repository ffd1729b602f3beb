"""How a command says no."""


class Refused(Exception):
    """A command can't do what was asked; the message says why. `code` as in the contract: 2 for wrong input."""

    def __init__(self, why: str, code: int = 1) -> None:
        super().__init__(why)
        self.code = code
