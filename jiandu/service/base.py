"""The base of every service: what all of them answer, and the sweeps that run in all of them."""

from jiandu.service.clock_sweep import ClockSweep
from jiandu.service.lane_sweep import LaneSweep
from jiandu.service.law.law_sweep import LawSweep
from jiandu.service.law.published import HearsLaw
from jiandu.service.law.queries import ExplainsLaw
from jiandu.service.operators import Operated


class Service(Operated, HearsLaw, ExplainsLaw):
    """What operations can ask of every service, and the law they all hear of."""

    lane_sweep = LaneSweep()
    law_sweep = LawSweep()
    clock_sweep = ClockSweep()
