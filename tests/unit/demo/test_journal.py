"""A journal that was cut off in mid-line is read up to there."""

from demo import journal
from demo.journal import Journal


def test_of_a_journal_somebody_is_writing_the_whole_lines_are_read(tmp_path):
    file = tmp_path / "record.jsonl"
    file.write_text('{"event": "一"}\n{"event": "二', encoding="utf-8")
    assert journal.read(file) == [{"event": "一"}]


def test_a_journal_that_is_not_there_yet_has_no_lines(tmp_path):
    assert journal.read(tmp_path / "none.jsonl") == []


def test_what_was_written_by_half_is_cut_off_when_it_is_opened_again(tmp_path):
    file = tmp_path / "record.jsonl"
    file.write_bytes(b'{"event": 1}\n{"ev')
    opened = Journal(file)
    opened.add({"event": 2})
    opened.close()
    assert journal.read(file) == [{"event": 1}, {"event": 2}]
