"""The services that are deployed, by the path of their nameko class."""

import warnings
from typing import Any

from jiandu.service.declarations import class_at

SERVICES = (
    "services.complaints.service:ComplaintsService",
    "services.certificates.service:CertificatesService",
    "services.supervision.service:SupervisionService",
    "services.accountability.service:AccountabilityService",
)


def classes() -> list[Any]:
    """Their classes, for whoever reads what they declare."""
    with warnings.catch_warnings():
        # eventlet announces its own end at import (docs/adr names the reasons for staying)
        warnings.simplefilter("ignore")
        return list(map(class_at, SERVICES))


def ledgers() -> list[tuple[str, str]]:
    """(service, kind of aggregate) of every ledger there is, as `<service>.ledger` names them."""
    services = classes()
    # only now, because it takes nameko, and with it what `classes` keeps quiet
    from jiandu.service.aggregate import aggregates_of

    return [(service.name, each.repository.name) for service in services for each in aggregates_of(service)]
