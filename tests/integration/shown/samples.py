"""A small, complete store: three articles, two incidents, two demand threads, six alerts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from shared.identity import stable_id
from shared.messages import (
    AlertRaised,
    ArticleAccepted,
    Claim,
    DateRange,
    Figure,
    Incident,
    Party,
    Perpetrator,
    Place,
    Victim,
)
from tests.integration.shown.rows import (
    add_demand,
    add_history,
    add_incident,
    article,
    count,
    exactly,
    on,
    raise_alert,
    span,
    tell,
)  # fmt: skip

PROTEST = (
    "Azimio la Umoja wants Inspector General of Police Japhet Koome and Nairobi Regional Police Commander Adamson "
    "Bungei to resign over the killing of an anti-finance bill protester.\n\n"
    "Rex Kanyike Masai was fatally shot on Thursday evening along Moi Avenue.\n\n"
    "The opposition coalition on Friday demanded that the two officers tender their resignations for failing to "
    "protect peaceful demonstrators.\n\n"
    "Azimio stated that both individuals must be held accountable and found individually responsible for the shooting "
    "of Masai."
)
MARKET = (
    "Two traders were shot dead and five others injured when police opened fire at the market in Kondele, Kisumu, on "
    "Wednesday, witnesses said.\n\n"
    "The traders' union demanded that the governor reopen the market. Police denied firing at anyone.\n\n"
    "At least 39 people have been killed since June, the union said."
)
MARKET_AGAIN = (
    "Between two and four people died at Kondele market on 3 July, a hospital official said on Thursday.\n\n"
    "A lawyers' group joined the call on the governor to reopen the market."
)

KONDELE = Place(
    text="Kondele, Kisumu", name="Kondele, Kisumu", country="KE", admin1="Kisumu", precision="neighbourhood"
)
MOI_AVENUE = Place(text="Moi Avenue", name="Moi Avenue, Nairobi", country="KE", admin1="Nairobi", precision="street")


@dataclass(frozen=True)
class Sample:
    protest: ArticleAccepted
    market: ArticleAccepted
    market_again: ArticleAccepted
    alerts: tuple[AlertRaised, ...]


def _protest(db: Connection) -> ArticleAccepted:
    said = article(
        "protest", PROTEST, title="Azimio wants Koome, Bungei out over killing of protester",
        published_at=datetime(2024, 6, 21, 9, 0, tzinfo=UTC), publisher="The Daily Example",
    )  # fmt: skip
    victim = Victim(name="Rex Kanyike Masai", fate="killed", mention=span(PROTEST, "Rex Kanyike Masai"))
    add_incident(
        db, "masai", 1, tolls={"killed": exactly(1)}, date=on(2024, 6, 20), place=MOI_AVENUE, victims=[victim],
        weapon="firearm", status="reported",
    )  # fmt: skip
    add_demand(
        db, "resign", 1, action="tender their resignations", targets=["Japhet Koome", "Adamson Bungei"],
        speakers=["Azimio la Umoja"],
    )  # fmt: skip
    shot = span(PROTEST, "Rex Kanyike Masai was fatally shot on Thursday evening along Moi Avenue.")
    demanded = span(
        PROTEST, "The opposition coalition on Friday demanded that the two officers tender their resignations for "
        "failing to protect peaceful demonstrators.",
    )  # fmt: skip
    tell(
        db, said, 1,
        found=[Incident(key="i1", type="killing", date=on(2024, 6, 20), place=MOI_AVENUE, victims=(victim,),
                        weapon="firearm", evidence=(shot,))],
        numbers=[Figure(kind="killed", low=1, best=1, high=1, role="incident", incident="i1", text="Rex Kanyike Masai",
                        evidence=span(PROTEST, "Rex Kanyike Masai"))],
        sayings=[Claim(
            key="c1", kind="demand", cue=span(PROTEST, "demanded"), action="tender their resignations", incident="i1",
            speaker=Party(name="Azimio la Umoja", role="opposition coalition",
                          mention=span(PROTEST, "The opposition coalition")),
            targets=(Party(name="Japhet Koome", role="Inspector General", mention=span(PROTEST, "the two officers")),),
            evidence=(demanded,),
        )],
        incident_of={"i1": "masai"}, demands_of={"c1": ("resign",)},
    )  # fmt: skip
    return said


def _market(db: Connection) -> ArticleAccepted:
    said = article("market", MARKET, title="Two shot dead at Kondele market")
    add_incident(
        db, "kondele", 2, tolls={"killed": count(2, 2, 4), "injured": count(5)}, date=on(2024, 7, 3), place=KONDELE,
        perpetrators=[Perpetrator(name="police", actor_class="police")], independent_sources=2, disputed=True,
    )  # fmt: skip
    add_demand(
        db, "reopen", 2, action="reopen the market", targets=["the governor"], status="joined",
        speakers=["the traders' union", "a lawyers' group"], independent_sources=2,
    )  # fmt: skip
    fired = span(MARKET, MARKET.split("\n\n", maxsplit=1)[0])
    tell(
        db, said, 2,
        found=[Incident(key="i1", type="killing", status="alleged", date=on(2024, 7, 3), place=KONDELE,
                        perpetrators=(Perpetrator(name="police", actor_class="police",
                                                  mention=span(MARKET, "police")),),
                        evidence=(fired,))],
        numbers=[
            Figure(kind="killed", low=2, best=2, high=2, role="incident", incident="i1", text="Two traders",
                   claimant="witnesses", evidence=span(MARKET, "Two traders")),
            Figure(kind="injured", low=5, best=5, role="incident", incident="i1", text="five others",
                   evidence=span(MARKET, "five others")),
            Figure(kind="killed", low=39, role="cumulative", text="At least 39 people", claimant="the traders' union",
                   period=DateRange(start=date(2024, 6, 1), precision="month", text="since June"),
                   evidence=span(MARKET, "At least 39 people")),
        ],
        sayings=[
            Claim(key="c1", kind="demand", cue=span(MARKET, "demanded"), action="reopen the market", incident="i1",
                  speaker=Party(name="the traders' union", mention=span(MARKET, "The traders' union")),
                  targets=(Party(name="the governor", mention=span(MARKET, "the governor")),),
                  evidence=(span(MARKET, "The traders' union demanded that the governor reopen the market."),)),
            Claim(key="c2", kind="denial", cue=span(MARKET, "denied"), incident="i1",
                  speaker=Party(name="police", mention=span(MARKET, "Police")),
                  evidence=(span(MARKET, "Police denied firing at anyone."),)),
        ],
        incident_of={"i1": "kondele"}, demands_of={"c1": ("reopen",)},
    )  # fmt: skip
    return said


def _market_again(db: Connection) -> ArticleAccepted:
    said = article(
        "market-again", MARKET_AGAIN, title="Up to four dead at Kondele, hospital says", publisher="Example Radio",
        published_at=datetime(2024, 7, 4, 15, 30, tzinfo=UTC),
    )  # fmt: skip
    died = span(MARKET_AGAIN, MARKET_AGAIN.split("\n\n", maxsplit=1)[0])
    joined = span(MARKET_AGAIN, MARKET_AGAIN.split("\n\n")[1])
    tell(
        db, said, 3,
        found=[Incident(key="i1", type="killing", date=on(2024, 7, 3), place=KONDELE, evidence=(died,))],
        numbers=[Figure(kind="killed", low=2, high=4, role="update", incident="i1", text="Between two and four people",
                        claimant="a hospital official", evidence=span(MARKET_AGAIN, "Between two and four people"))],
        sayings=[Claim(key="c1", kind="demand", cue=span(MARKET_AGAIN, "call"), action="reopen the market",
                       speaker=Party(name="a lawyers' group", mention=span(MARKET_AGAIN, "A lawyers' group")),
                       targets=(Party(name="the governor", mention=span(MARKET_AGAIN, "the governor")),),
                       evidence=(joined,))],
        incident_of={"i1": "kondele"}, demands_of={"c1": ("reopen",)},
    )  # fmt: skip
    return said


def fill(db: Connection) -> Sample:
    """Everything that a store can show, once."""
    protest, market, again = _protest(db), _market(db), _market_again(db)
    add_history(db, "kondele", 1, stable_id("reading", "market", 1), {"figures": {"killed": exactly(2).model_dump()}})
    alerts = (
        raise_alert(db, 1, protest, "Rex Kanyike Masai was fatally shot on Thursday evening along Moi Avenue.",
                    headline="1 killed in Moi Avenue, Nairobi on 20 June 2024", incident_id="masai",
                    figures={"killed": exactly(1)}),
        raise_alert(db, 2, protest, PROTEST.split("\n\n")[2], kind="new_demand",
                    reason="no one has made this demand before", speaker="Azimio la Umoja",
                    headline="Azimio la Umoja demands that Japhet Koome and Adamson Bungei tender their resignations",
                    demand_id="resign", targets=("Japhet Koome", "Adamson Bungei"), action="tender their resignations"),
        raise_alert(db, 3, market, MARKET.split("\n\n", maxsplit=1)[0], incident_id="kondele",
                    headline="2 killed, at least 5 injured in Kondele, Kisumu on 3 July 2024",
                    figures={"killed": exactly(2), "injured": count(5)}),
        raise_alert(db, 4, market, "The traders' union demanded that the governor reopen the market.",
                    kind="new_demand", reason="no one has made this demand before", speaker="the traders' union",
                    headline="The traders' union demands that the governor reopen the market", demand_id="reopen"),
        raise_alert(db, 5, again, MARKET_AGAIN.split("\n\n", maxsplit=1)[0], kind="toll_raised",
                    reason="an independent report raises the highest toll", incident_id="kondele",
                    headline="2 to 4 killed in Kondele, Kisumu on 3 July 2024", before={"killed": exactly(2)},
                    figures={"killed": count(2, 2, 4)}, independent_sources=2),
        raise_alert(db, 6, again, "A lawyers' group joined the call on the governor to reopen the market.",
                    kind="demand_joined", reason="another speaker makes a known demand", speaker="a lawyers' group",
                    headline="A lawyers' group also demands that the governor reopen the market", demand_id="reopen"),
    )  # fmt: skip
    return Sample(protest, market, again, alerts)
