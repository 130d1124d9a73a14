"""Plans: processes as data."""

from pathlib import Path

import pytest

from jiandu.embedded import plan
from jiandu.embedded.plan import Process


def a_process(name: str, *depends: str) -> Process:
    return Process(name=name, argv=("true",), depends=depends)


def test_a_saved_plan_is_the_same_after_loading(tmp_path: Path) -> None:
    processes = [
        Process(name="库", argv=("a", "b"), env={"K": "值"}, ready=("tcp://127.0.0.1:1",), once=True),
        Process(name="worker", argv=("c",), depends=("库",), stop_seconds=1.5),
    ]
    file = tmp_path / "plan.json"
    file.write_text(plan.save(processes), encoding="utf-8")
    assert plan.load(file) == processes


def test_each_wave_depends_on_earlier_waves_only() -> None:
    waves = plan.waves([a_process("c", "a", "b"), a_process("a"), a_process("b", "a")])
    assert [[process.name for process in wave] for wave in waves] == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize(
    "processes",
    [
        [a_process("a", "b"), a_process("b", "a")],
        [a_process("a", "nobody")],
        [a_process("a"), a_process("a")],
    ],
)
def test_a_plan_that_cannot_be_ordered_is_refused(processes: list[Process]) -> None:
    with pytest.raises(ValueError, match=r"circular|same name"):
        plan.save(processes)


def test_what_a_process_needs_includes_what_that_needs() -> None:
    needs = plan.needs([a_process("service", "setup"), a_process("setup", "broker"), a_process("broker")])
    assert needs == {"broker": set(), "setup": {"broker"}, "service": {"setup", "broker"}}
