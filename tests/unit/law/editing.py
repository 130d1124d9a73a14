"""Editions invented for tests: texts to publish, and a law to publish them to."""

from datetime import datetime

import pytest

from jiandu.domain import Actor, Refused
from jiandu.law import LEGAL_ZONE, start
from jiandu.law.editions import Kind, read_edition, with_edition

DAYS = """
- id: notice.correction
  article: 第二条
  quote: 内
  modality: must
  body: {type: clock, length: %d, unit: calendar_day, starts: 收到}
"""
UNSET = """
- id: agency.correction
  article: 第二条
  quote: 限期
  modality: must
  body: {type: clock, parameter: correction_days, unit: calendar_day, starts: 收到}
- id: filing.delegation
  article: 第二条
  quote: 备案
  modality: must
  body: {type: filing, to: [司法局], limit: {parameter: filing_days, unit: working_day, starts: 签订}}
"""
CALENDAR = """\
edition: cn-2027.1
authority: 国务院办公厅
years:
  - year: 2026
    notice: 旧通知
    issued: 2025-11-04
    spans:
      - {name: 国庆节, english: National Day, from: 2026-10-01, to: 2026-10-09, working: [2026-09-20]}
  - year: 2027
    notice: 新通知
    issued: 2026-11-30
    spans:
      - {name: 元旦, english: New Year's Day, from: 2027-01-01, to: 2027-01-03}
"""
EVERYWHERE = Actor(subject="/services/x", agency="x", regions=("*",))
NOON = datetime(2026, 9, 21, 12, tzinfo=LEGAL_ZONE)


def settings(**more):
    head = {"edition": "s-1", "region": '"110000"', **more}
    return "\n".join(f"{key}: {value}" for key, value in head.items())


def published(law, kind, text):
    return with_edition(law, read_edition(Kind(kind), text))


def running(law, provision="notice.correction"):
    return start(law.pack("city-2020").clock(provision), NOON, law.calendar)


def refused(law, kind, text):
    with pytest.raises(Refused) as caught:
        published(law, kind, text)
    return caught.value


class Matter:
    def __init__(self, clock):
        self.clocks = {clock.name: clock}
