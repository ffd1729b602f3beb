from services.extractor.components.boilerplate import find_boilerplate, readable

TEXT = """Two fishermen drowned off Beira on Monday.

Read: Forty Killed in Ferry Disaster

Also read: Minister sacked

The navy is searching for a third man.
Copyright 2024 Coast Daily. All rights reserved."""


def test_teasers_and_copyright_lines_are_not_the_articles_own_words() -> None:
    assert [TEXT[start:end] for start, end in find_boilerplate(TEXT)] == [
        "Read: Forty Killed in Ferry Disaster",
        "Also read: Minister sacked",
        "Copyright 2024 Coast Daily. All rights reserved.",
    ]


def test_what_is_read_keeps_every_offset() -> None:
    blanked = readable(TEXT, find_boilerplate(TEXT))
    assert len(blanked) == len(TEXT)
    assert "Forty Killed" not in blanked
    assert blanked.index("The navy") == TEXT.index("The navy")


def test_a_paragraph_that_begins_with_reading_is_kept() -> None:
    assert find_boilerplate("Reading the names of the dead took an hour.") == ()
