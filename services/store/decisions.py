"""What a person may decide: the words of `POST /decisions`, of `shahidi decide`, and of the forms on the page."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from services.store.filters import plain
from shared.messages import DateRange, Fact, HarmKind, IncidentType, Place, Toll

Id = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]
Said = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(plain)]
Mentions = Annotated[tuple[Id, ...], Field(min_length=1, max_length=500)]


class Deciding(Fact):
    """Who decides, and why: kept with the decision for good."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    who: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain)]
    why: Said
    """A reason that somebody else can follow next year. It is told with the corrections that follow from it."""


class Confirm(Deciding):
    """It happened so: the incident has the status `confirmed`, whatever the articles call it."""

    action: Literal["confirm"] = "confirm"
    incident_id: Id


class Dismiss(Deciding):
    """It did not happen, or concerns nobody: it alerts no more, and what was sent of it is corrected."""

    action: Literal["dismiss"] = "dismiss"
    incident_id: Id


class Correct(Deciding):
    """One field is otherwise than the articles say. Give exactly one of `type`, `date`, `place` and `toll`."""

    action: Literal["correct"] = "correct"
    incident_id: Id
    type: IncidentType | None = None
    date: DateRange | None = None
    place: Place | None = None
    toll: dict[HarmKind, Toll] | None = Field(default=None, description="Of one kind: {'killed': {'low': 3, ...}}.")

    @model_validator(mode="after")
    def _one_field(self) -> Self:
        given = [name for name in ("type", "date", "place", "toll") if getattr(self, name) is not None]
        if len(given) != 1 or (self.toll is not None and len(self.toll) != 1):
            raise ValueError("give exactly one of type, date, place and toll, and of toll one kind")
        for toll in (self.toll or {}).values():
            ceiling = toll.high if toll.high is not None else max(toll.low, toll.best or 0)
            if not toll.low <= (toll.best if toll.best is not None else toll.low) <= ceiling:
                raise ValueError("toll: low must not be above best, nor best above high")
        return self


class Merge(Deciding):
    """Two incidents are one event. Their mentions stay together, also when their articles are read anew."""

    action: Literal["merge"] = "merge"
    incident_id: Id
    other_id: Id


class Split(Deciding):
    """These mentions are of another event than the rest of their incident, and are never merged with it again."""

    action: Literal["split"] = "split"
    incident_id: Id
    mentions: Mentions


class Answer(Deciding):
    """Of two mentions that the rules did not dare to decide on: they are of the same event, or of different ones."""

    action: Literal["same", "different"]
    mentions: Annotated[tuple[Id, Id], Field(description="The two of a review.")]


class Undo(Deciding):
    """A decision has no effect any more; the row of it stays."""

    action: Literal["undo"] = "undo"
    decision_id: Id


Decision = Annotated[Confirm | Dismiss | Correct | Merge | Split | Answer | Undo, Field(discriminator="action")]
