"""How fast a stream goes, from what was ever added to it."""

from services.store.rates import Rates


def test_one_sample_is_no_rate_and_two_are_their_difference() -> None:
    rates = Rates()
    rates.add(100.0, {"s": 10})
    assert rates.a_second("s") is None
    rates.add(104.0, {"s": 30})
    assert rates.a_second("s") == 5.0


def test_it_is_the_rate_of_the_last_minute_however_often_somebody_looks() -> None:
    rates = Rates()
    for n in range(3000):
        rates.add(n / 10, {"s": 0 if n < 2700 else 1000})
    assert len(rates.samples) <= 61
    assert rates.a_second("s") == 1000 / (rates.samples[-1][0] - rates.samples[0][0])


def test_a_stream_that_was_emptied_has_no_rate_rather_than_a_negative_one() -> None:
    rates = Rates()
    rates.add(0.0, {"s": 500})
    rates.add(2.0, {"s": 3})
    assert rates.a_second("s") is None
