"""A text cut at its spans loses nothing and marks each character with all that it proves."""

from hypothesis import given
from hypothesis import strategies as st

from services.store.marks import Mark, Segment, marked

TEXTS = st.text(max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(TEXTS)
    offset = st.integers(-2, len(text) + 2)
    spans = draw(st.lists(st.tuples(offset, offset, st.sampled_from("abc"), st.sampled_from(["evidence", "cue"]))))
    return text, [Mark(start, end, fact, "claim", part) for start, end, fact, part in spans]


@given(marked_texts())
def test_the_segments_joined_are_the_text(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    assert "".join(segment.text for segment in marked(text, marks)) == text


@given(marked_texts())
def test_each_character_carries_exactly_the_marks_that_cover_it(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    at = 0
    for segment in marked(text, marks):
        for _ in segment.text:
            assert set(segment.marks) == {m for m in marks if 0 <= m.start <= at < m.end <= len(text)}
            at += 1


@given(marked_texts())
def test_each_sound_span_has_one_anchor_where_it_begins(given: tuple[str, list[Mark]]) -> None:
    text, marks = given
    at = 0
    anchors: list[str] = []
    for segment in marked(text, marks):
        for anchor in segment.anchors:
            assert anchor.startswith(f"s{at}-")
        anchors += segment.anchors
        at += len(segment.text)
    assert sorted(anchors) == sorted({f"s{m.start}-{m.end}" for m in marks if 0 <= m.start < m.end <= len(text)})


def test_spans_that_overlap_are_cut_where_either_begins_or_ends() -> None:
    first, second = Mark(0, 6, "a", "incident", "evidence"), Mark(3, 9, "b", "claim", "evidence")
    assert marked("abcdefghij", [second, first]) == (
        Segment("abc", (first,), ("s0-6",)),
        Segment("def", (first, second), ("s3-9",)),
        Segment("ghi", (second,)),
        Segment("j"),
    )


def test_the_innermost_span_comes_last() -> None:
    sentence, number = Mark(0, 12, "i", "incident", "evidence"), Mark(0, 3, "f", "figure", "evidence")
    assert marked("Two men died", [number, sentence])[0].marks == (sentence, number)


def test_offsets_count_code_points() -> None:
    assert [s.text for s in marked("😀é two died", [Mark(3, 6, "f", "figure", "evidence")])] == ["😀é ", "two", " died"]


def test_a_long_text_with_many_spans_is_cut_in_one_pass() -> None:
    text = "Two died. " * 100_000
    marks = [Mark(n * 10, n * 10 + 8, str(n), "figure", "evidence") for n in range(20_000)]
    segments = marked(text, marks)
    assert len(segments) == 40_000
