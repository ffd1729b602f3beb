import pytest

from shared.streams import STREAMS, by_name


def test_every_stream_that_a_service_reads_names_its_group_so_that_it_exists_before_anything_is_written() -> None:
    assert {stream.name: stream.groups for stream in STREAMS} == {
        "articles.accepted": ("extractor",),
        "articles.extracted": ("store",),
        "articles.stored": ("fetcher",),
        "alerts.raised": (),
    }


def test_a_stream_is_found_by_its_name_and_by_that_of_its_dead_letters() -> None:
    assert by_name("articles.accepted") is by_name("articles.accepted.dead")
    with pytest.raises(KeyError, match="there are: articles"):
        by_name("articles.accpted")
