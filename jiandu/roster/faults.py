"""Why a file, or a row of it, is not sent: stable codes and what they say in both languages."""

from collections.abc import Mapping
from typing import Final

from jiandu import errors
from jiandu.errors import Message

FILE_FAULTS: Final[Mapping[str, Message]] = {
    "EMPTY_FILE": Message("文件为空", "The file is empty"),
    "UNKNOWN_FORMAT": Message(
        "不是 CSV 或 XLSX 文件(旧版 XLS 请另存为 XLSX)", "Neither CSV nor XLSX; save an old XLS as XLSX first"
    ),
    "UNKNOWN_ENCODING": Message(
        "文字编码须为 UTF-8 或 GB18030", "The text has to be encoded in UTF-8 or GB18030, not in UTF-16"
    ),
    "BROKEN_WORKBOOK": Message("XLSX 文件已损坏,无法读取", "The XLSX file is damaged and cannot be read"),
    "NO_SHEET": Message("XLSX 文件中没有可见的工作表", "The XLSX file has no visible sheet"),
    "TOO_LARGE_UNPACKED": Message(
        "XLSX 文件解压后过大,已拒绝", "Unpacked, the XLSX file would be absurdly large; it is refused"
    ),
    "ABSURD_DIMENSIONS": Message(
        "工作表的行或列超出任何花名册的范围,已拒绝",
        "The sheet has more rows or columns than any roster; it is refused",
    ),
    "MISSING_COLUMNS": Message("缺少必需的列", "Columns that are needed are missing"),
    "BAD_CODES": Message(
        "代码对照表须为 UTF-8 CSV,列为 field,word,code",
        "The file of codes has to be CSV in UTF-8: field,word,code",
    ),
    "COLUMN_TWICE": Message("同一内容出现在两列", "Two columns have the same meaning"),
}
"""Of a file as a whole: nothing of it is sent."""

ROW_FAULTS: Final[Mapping[str, Message]] = {
    "UNDECODABLE": Message(
        "含有无法识别的字符编码", "It holds bytes that are no text in the encoding of the file"
    ),
    "NOT_CSV": Message("引号或换行的位置不合 CSV 格式", "Quotation marks stand where CSV has none"),
    "UNCLOSED_QUOTE": Message("引号没有闭合", "A quotation mark is never closed"),
    "LINE_TOO_LONG": Message("行过长", "The line is longer than any row can be"),
    "TOO_MANY_CELLS": Message("单元格多于表头的列", "More cells than the header has columns"),
    "MISSING_VALUE": Message("缺少必填内容", "A value that is needed is missing"),
    "BAD_VALUE": Message("内容无法识别", "The value cannot be understood"),
    "BAD_IDENTIFIER": Message(
        "编号只能由字母、数字和 . _ : - 组成,不超过100位",
        "An id is made of letters, digits, dot, dash, colon and underscore, at most 100",
    ),
    "NO_CODE": Message(
        "该名称没有对应的代码,请在代码对照表中填写(--codes)",
        "The registry knows this by a code; say which in the file of codes (--codes)",
    ),
    "BAD_DATE": Message("日期无法识别", "The date cannot be read, and none is guessed"),
    "ENDS_BEFORE_IT_BEGINS": Message("有效期止早于有效期起", "The certificate ends before it begins"),
    "DIGITS_LOST": Message(
        "编号在表格中以数值保存,末位可能已丢失;请以文本格式重新填写",
        "The id is kept as a number and its last digits may be lost; enter it again as text",
    ),
    "CELL_ERROR": Message("单元格为公式错误", "The cell holds the error of a formula"),
    "VALUE_TOO_LONG": Message("内容过长", "The value is too long"),
    "TOO_MANY_CERTIFICATES": Message("同一人员的证件超过20个", "More than 20 certificates of one person"),
    "TWO_NAMES": Message("同一人员编号有不同的姓名", "One officer id has two names"),
    "TWO_HOLDERS": Message("同一证件编号属于不同人员", "One certificate number belongs to two persons"),
    "TWO_TERMS": Message("同一证件的内容不一致", "Two rows say different things of one certificate"),
    "PERSON_DIFFERS": Message("同一人员的各行内容不一致", "Rows of one person say different things of the person"),
    "WITH_ANOTHER_ROW": Message(
        "该人员的另一行被拒绝,本行未录入", "Another row of the same person was refused, and this one with it"
    ),
}
"""Of a row, found before anything is sent. Any other code is the registry's answer, as in jiandu.errors."""


class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """The file as a whole is refused; `code` is one of FILE_FAULTS, `detail` what exactly."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    @property
    def message(self) -> Message:
        """What is wrong, in both languages."""
        said = FILE_FAULTS[self.code]
        return Message(f"{said.zh}:{self.detail}", f"{said.en}: {self.detail}") if self.detail else said


class Fault(Exception):  # noqa: N818 - it says what the value is
    """A value cannot be taken; `code` is one of ROW_FAULTS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def words(code: str, field: str | None) -> Message:
    """What the code of a row says, whoever gave it."""
    return ROW_FAULTS.get(code) or errors.message(code, field=field or "-")
