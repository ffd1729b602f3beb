"""An incident as one view of its mentions."""

from datetime import date
from itertools import permutations

from services.store.headlines import casualties, where_and_when
from services.store.summaries import summary_of
from shared.messages import DateRange, Incident, IncidentStatus, Place, Toll
from tests.unit.store.told import DAY, KISUMU, KONDELE, Event, later, mention


def told_as(*statuses: IncidentStatus) -> IncidentStatus:
    said = [mention(f"a{i}", Event(more={"status": status})) for i, status in enumerate(statuses)]
    (only,) = {summary_of(order).status for order in permutations(said)}
    return only


def test_a_status_is_the_surest_unless_somebody_denies_it() -> None:
    assert told_as("alleged") == "alleged"
    assert told_as("alleged", "reported") == "reported"
    assert told_as("reported", "confirmed", "alleged") == "confirmed"
    assert told_as("confirmed", "denied") == "disputed"
    assert told_as("denied") == "denied"


def test_day_and_place_come_from_who_knows_them_best() -> None:
    week = Event(place=KISUMU, day=date(2024, 7, 1), last_day=date(2024, 7, 7), precision="week")
    for order in permutations([mention("a", week), mention("b"), mention("c", Event(place=None, day=None))]):
        summary = summary_of(order)
        assert summary.place == KONDELE
        assert summary.date is not None
        assert (summary.date.start, summary.date.precision) == (DAY, "day")


def test_every_victim_is_told_once_under_the_fullest_name() -> None:
    said = [
        mention("a", Event(victims=("Rex Masai", "Ann Otieno"))),
        mention("b", Event(victims=("Rex Kanyike Masai",)), published=later(1)),
    ]
    victims = summary_of(said).victims
    assert [(v.name, v.aliases) for v in victims] == [("Rex Kanyike Masai", ("Rex Masai",)), ("Ann Otieno", ())]


def test_the_graver_word_names_an_event_that_is_called_two_things() -> None:
    said = [mention("a", Event(type="protest")), mention("b", Event(type="killing"))]
    assert summary_of(said).type == "killing"
    copies = [mention(f"copy{i}", Event(type="protest"), origin="a") for i in range(5)]
    assert summary_of([*said, *copies]).type == "killing", "copies have no vote"


def test_a_perpetrator_is_alleged_until_an_article_states_it() -> None:
    def by_police(article: str, alleged: bool) -> Incident:
        incident = mention(article, Event(by=("police",))).incident
        stated = incident.perpetrators[0].model_copy(update={"alleged": alleged})
        return incident.model_copy(update={"perpetrators": (stated,)})

    a, b = mention("a"), mention("b")
    said = [
        type(a)(a.mention_id, a.source, by_police("a", True)),
        type(b)(b.mention_id, b.source, by_police("b", False)),
    ]
    assert [(p.name, p.alleged) for p in summary_of(said).perpetrators] == [("police", False)]


def test_casualties_read_as_plain_english() -> None:
    toll = {
        "injured": Toll(low=5, best=5, high=None),
        "killed": Toll(low=1_200, best=1_200, high=1_200),
        "missing": Toll(low=0, best=None, high=12),
        "arrested": Toll(low=2, best=3, high=None),
        "displaced": Toll(low=0, best=0, high=None),
    }
    assert casualties(toll) == "1,200 killed, at least 5 injured, up to 12 missing, about 3 arrested"  # type: ignore[arg-type]


def test_where_and_when_are_told_as_far_as_they_are_known() -> None:
    assert where_and_when(None, None) == ""
    assert where_and_when(Place(text="Katwe"), DateRange(start=DAY, end=DAY, precision="day")) == (
        " in Katwe on 3 July 2024"
    )
    week = DateRange(start=date(2024, 7, 1), end=date(2024, 7, 7), precision="week")
    assert where_and_when(None, week) == " between 1 July 2024 and 7 July 2024"
    assert where_and_when(None, week.model_copy(update={"precision": "month"})) == " in July 2024"
