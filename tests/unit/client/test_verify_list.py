"""The verifier that stands alone: what it says of exported epochs and snapshots."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from jiandu.client.verify_list import main
from jiandu.identity.keys import trust
from jiandu.record.status_list import StatusBits, next_epoch
from tests.unit.record.listing import MINUTE, NOON, REGISTRY, STRANGER, chain_of, record_of

CHANGES = ({0: 0, 5: 0}, {0: 2}, {}, {7: 0, 5: 1})


@pytest.fixture
def chain():
    return chain_of(*CHANGES)


@pytest.fixture
def ask(tmp_path, capsys):
    """Verify what is given, each in a file of its own; the exit code and what was found, as an object."""
    trust(tmp_path / "handed", record_of(REGISTRY))

    def verified(*contents, keys="handed"):
        files = []
        for place, content in enumerate(contents):
            path = tmp_path / f"{place}.json"
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
            files.append(str(path))
        code = main([*files, "--keys", str(tmp_path / keys), "--json"])
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else told.err

    return verified


def plain(snapshots):
    return [snapshot.epoch.to_plain() for snapshot in snapshots]


def found(told):
    return [(each["what"], each["number"], each["reason"]) for each in told["findings"]]


def test_a_whole_chain_holds(ask, chain):
    code, told = ask(plain(chain), chain[-1].to_plain())
    assert code == 0
    assert told["holds"] is True
    counted = {name: told[name] for name in ("epochs", "signatures", "links", "lists", "snapshots")}
    assert counted == {"epochs": 4, "signatures": 4, "links": 3, "lists": 4, "snapshots": 1}
    assert (told["first"], told["last"], told["size"]) == (1, 4, 8)
    assert told["at"] == (NOON + 3 * MINUTE).isoformat()
    assert (told["findings"], told["unproven_lists"]) == ([], [])


def test_files_may_be_lines_arrays_and_objects_in_any_order_and_twice(ask, chain):
    first, second, third, fourth = plain(chain)
    lines = f"{json.dumps(fourth)}\n\n{json.dumps(second)}\n"
    code, told = ask(lines, first, [third, second])
    assert (code, told["epochs"], told["lists"]) == (0, 4, 4)


def test_a_chain_from_its_middle_is_proven_from_its_snapshot_on(ask, chain):
    code, told = ask(plain(chain[1:]))
    assert (code, told["links"], told["lists"], told["unproven_lists"]) == (0, 2, 0, [2, 3, 4])
    code, told = ask(plain(chain[1:]), chain[2].to_plain())
    assert (code, told["lists"], told["snapshots"], told["unproven_lists"]) == (0, 2, 1, [2])


def test_a_missing_epoch_is_found(ask, chain):
    code, told = ask(plain([chain[0], *chain[2:]]))
    assert (code, found(told)) == (1, [("chain", 3, "gap")])
    assert told["unproven_lists"] == [3, 4]


def test_an_altered_epoch_breaks_its_signature_its_link_and_its_list(ask, chain):
    altered = replace(chain[1].epoch, delta=())
    code, told = ask([*plain(chain[:1]), altered.to_plain(), *plain(chain[2:])])
    assert code == 1
    assert found(told) == [
        ("epoch", 2, "bad_signature"),
        ("chain", 3, "does_not_follow"),
        ("list", 2, "list_differs"),
    ]


def test_two_histories_are_found(ask, chain):
    other = chain_of(CHANGES[0], {0: 3})
    code, told = ask(plain(chain), plain(other))
    assert (code, found(told)) == (1, [("chain", 2, "two_histories")])


def test_a_copy_with_a_broken_signature_is_found_beside_the_good_one(ask, chain):
    broken = replace(chain[1].epoch, signature="A" * 86)
    code, told = ask(plain(chain), broken.to_plain())
    assert (code, found(told)) == (1, [("epoch", 2, "bad_signature")])


def test_epochs_that_somebody_else_signed_are_found(ask):
    code, told = ask(plain(chain_of({0: 0}, signer=STRANGER)))
    assert (code, found(told), told["signatures"]) == (1, [("epoch", 1, "unknown_key")], 0)


def test_a_snapshot_that_is_not_the_signed_list_is_found(ask, chain):
    code, told = ask(plain(chain), replace(chain[3], octets=b"\xff\xff").to_plain())
    assert (code, found(told), told["snapshots"]) == (1, [("snapshot", 4, "list_differs")], 0)


def test_an_epoch_of_the_future_is_found(ask):
    epoch = next_epoch(None, StatusBits(), {}, NOON.replace(year=2999), REGISTRY)
    assert found(ask(epoch.to_plain())[1]) == [("epoch", 1, "from_the_future")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("[]", "empty"),
        ("{", "malformed"),
        ("null", "malformed"),
        ("{}", "unknown_format"),
        ("[" * 10**5, "malformed"),
        ('{"format": "jiandu-status-snapshot/1"}', "malformed"),
        ('{"format": ["x"]}', "unknown_format"),
    ],
)
def test_a_file_that_holds_something_else_is_named(ask, content, reason):
    code, told = ask(content)
    assert (code, told["holds"]) == (1, False)
    (each,) = told["findings"]
    assert (each["what"], each["reason"]) == ("file", reason)
    assert "0.json" in each["where"]
    assert each["zh"]
    assert each["en"]


def test_keys_and_files_that_cannot_be_used_are_named(ask, chain, tmp_path, capsys):
    code, said = ask(plain(chain), keys="nowhere")
    assert code == 2
    assert "密钥不能用 the keys cannot be used" in said
    assert main([str(tmp_path / "none.json"), "--keys", str(tmp_path / "handed" / "keys.json")]) == 2
    assert "none.json: 无法读取 cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["a.json"], ["--keys", "k"], ["a.json", "--keys", "k", "--fast"]])
def test_wrong_usage_says_so(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "用法有误 wrong usage" in capsys.readouterr().err


def test_people_read_what_holds_and_what_does_not_in_two_languages(chain, tmp_path, capsys):
    trust(tmp_path, record_of(REGISTRY))
    path = tmp_path / "epochs.json"
    for kept, verdict in ((chain, "全部成立 everything holds"), (chain[1:], "其余全部成立 all else holds")):
        path.write_text(json.dumps(plain(kept)))
        assert main([str(path), "--keys", str(tmp_path / "keys.json")]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == verdict
    path.write_text(json.dumps([chain[0].epoch.to_plain(), {**chain[1].epoch.to_plain(), "size": "8"}]))
    assert main([str(path), "--keys", str(tmp_path)]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first == f"✗ {path}:2: 格式不符 it is not in the format [file: malformed] (size)"
    assert last == "有不成立的 something does not hold"


def test_it_runs_by_itself_and_its_help_teaches():
    told = subprocess.run(
        [sys.executable, "-m", "jiandu.client.verify_list", "--help"], capture_output=True, text=True, timeout=60
    )
    assert (told.returncode, told.stderr) == (0, "")
    for word in ("FILE", "--keys", "--json", "退出码 exit codes"):
        assert word in told.stdout
