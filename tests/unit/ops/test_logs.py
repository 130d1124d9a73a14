import io
import json
import logging
import threading

import pytest
import structlog

from jiandu.ops import logs


@pytest.fixture
def lines():
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("complaints", "INFO", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_a_line_says_what_where_and_when_and_chinese_stays_readable(lines):
    logs.get("jiandu.test").info("clock.rung", aggregate="c-1", rung="overdue", article="第三十条", count=2)
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "clock.rung",
        "level": "info",
        "logger": "jiandu.test",
        "service": "complaints",
        "aggregate": "c-1",
        "rung": "overdue",
        "article": "第三十条",
        "count": 2,
    }


def test_what_is_not_on_the_list_is_counted_and_not_written(lines):
    logs.get("jiandu.test").warning("complaint.submitted", name="张三", phone="13800000000", aggregate="c-1")
    (line,) = lines()
    assert line["dropped"] == 2
    assert "张三" not in str(line)


def test_a_structure_under_an_allowed_name_is_not_written(lines):
    logs.get("jiandu.test").warning("complaint.submitted", reason={"name": "张三"})
    assert "张三" not in str(lines())


def test_an_exception_shows_where_and_neither_its_words_nor_any_variable(lines):
    person = "张三"
    try:
        int(person)
    except ValueError:
        logs.get("jiandu.test").exception("handler.failed")
        logging.getLogger("library").exception("it failed for %s", person)
    assert "张三" not in str(lines())
    for line in lines():
        assert line["exception"][0]["exc_type"] == "ValueError"
        assert "test_logs.py" in line["exception"][0]["frames"][0]


def test_a_library_is_quoted_without_its_arguments(lines):
    logging.getLogger("nameko").warning("error handling %s", "张三")
    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == ("error handling %s", "nameko", "warning")


def test_context_belongs_to_its_block_and_its_thread(lines):
    log = logs.get("jiandu.test")
    with logs.about(correlation="matter-1"):
        log.info("inside")
        other = threading.Thread(target=log.info, args=("elsewhere",))
        other.start()
        other.join()
    log.info("after")
    assert [(line["event"], line.get("correlation")) for line in lines()] == [
        ("inside", "matter-1"),
        ("elsewhere", None),
        ("after", None),
    ]


def test_below_the_level_nothing_is_written(lines):
    logs.get("jiandu.test").debug("detail")
    logging.getLogger("library").debug("detail")
    assert lines() == []


def test_nameko_and_pika_do_not_tell_again_what_was_told_by_its_code():
    stream = io.StringIO()
    logs.configure("complaints", "INFO", stream)
    for library in ("nameko.containers", "pika.connection"):
        logging.getLogger(library).error("error handling worker %s: %s", "a", "b")
    assert stream.getvalue() == ""
