"""Proves the status list from files alone: who signed it, that no epoch is missing, that each leads to the next.

python -m jiandu.client.verify_list FILE... --keys FOLDER_OR_keys.json
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

from jiandu.client.exported import Exported, exported
from jiandu.client.list_proof import Finding, Proof, verify
from jiandu.identity.keyring import BadKeyring, MemoryKeyring
from jiandu.identity.keys import PUBLIC_FILE, read_records

HELP: Final = """\
用法 usage: python -m jiandu.client.verify_list FILE... --keys FOLDER [--json]

脱离本系统核验执法证件状态名单:每一期由证件登记服务签名,逐期相接无缺漏,每期变更恰好得出下一份名单,
快照与所签摘要一致。
Proves the status list of certificates without the system: that the registry signed every epoch, that each follows
the one before it and none is missing, that its changes lead to exactly the list it signed, and that a snapshot is
that list.

FILE    导出的时期或快照(JSON):一个对象、对象数组,或每行一个对象;次序不限
        exported epochs and snapshots (JSON): one object, an array, or one object a line; in any order
--keys  登记订阅机关时交付的文件夹,或其中的 keys.json;请从另一途径取得,不要与名单同源
        the folder an agency was handed when it was enrolled, or the keys.json in it; have it from elsewhere than
        the list, else the list proves itself
--json  输出一个 JSON 对象 print one object for a program

不是从第一期开始的,需要一份快照才能证明其后的名单。
Where the first epoch of all is not among them, a snapshot is needed to prove the lists from there on.

退出码 exit codes: 0 全部成立 everything holds; 1 有不成立的 something does not; 2 用法有误,或文件、密钥不能用
wrong usage, or a file or the keys cannot be used
"""


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"用法有误 wrong usage: {message} (--help)\n")


def main(arguments: Sequence[str]) -> int:
    """What the verifier does on the command line; the code it ends with."""
    if {"-h", "--help"} & set(arguments):
        sys.stdout.write(HELP)
        return 0
    parser = _Arguments(add_help=False)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--keys", required=True, type=Path)
    parser.add_argument("--json", action="store_true", dest="as_json")
    chosen = parser.parse_args(arguments)
    try:
        path = chosen.keys / PUBLIC_FILE if chosen.keys.is_dir() else chosen.keys
        keyring = MemoryKeyring(*read_records(path))
        proof = verify(_contents(chosen.files), keyring, datetime.now(UTC))
    except BadKeyring as error:
        return _unusable(f"{chosen.keys}: 密钥不能用 the keys cannot be used: {error}")
    except OSError as error:
        return _unusable(f"{error.filename}: 无法读取 cannot be read: {error.strerror}")
    told = json.dumps({"holds": proof.holds, **asdict(proof)}, ensure_ascii=False) if chosen.as_json else None
    sys.stdout.write(f"{told or _words(proof)}\n")
    return 0 if proof.holds else 1


def _contents(files: Sequence[Path]) -> Iterator[Exported]:
    for path in files:
        yield from exported(path)


def _words(proof: Proof) -> str:
    """The proof for people."""
    lines = [_finding(each) for each in proof.findings]
    if proof.epochs:
        lines += [
            f"时期 epochs: {proof.epochs} ({proof.first} – {proof.last})",
            f"签名成立 signatures that hold: {proof.signatures} / {proof.epochs}",
            f"与前一期相接 that follow the one before: {proof.links} / {proof.epochs - 1}",
            f"名单得到证明 lists proven: {proof.lists} / {proof.epochs}",
            f"快照成立 snapshots that hold: {proof.snapshots}",
            f"最后一期 the last: {proof.at}, {proof.size} 个证件 certificates, {proof.list_digest}",
        ]
    if proof.unproven_lists:
        first, last = proof.unproven_lists[0], proof.unproven_lists[-1]
        lines.append(
            f"未能证明的名单 lists not proven: {len(proof.unproven_lists)} ({first} – {last}): "
            "需要之前的快照 a snapshot from before is needed"
        )
    return "\n".join([*lines, _verdict(proof)])


def _verdict(proof: Proof) -> str:
    if not proof.holds:
        return "有不成立的 something does not hold"
    return "其余全部成立 all else holds" if proof.unproven_lists else "全部成立 everything holds"


def _finding(found: Finding) -> str:
    epoch = "" if found.number is None else f" 第{found.number}期 epoch {found.number}"
    where = "" if found.field is None else f" ({found.field})"
    return f"✗ {found.where}{epoch}: {found.zh} {found.en} [{found.what}: {found.reason}]{where}"


def _unusable(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
