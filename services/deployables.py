"""The services that are deployed, by the path of their nameko class."""

SERVICES = (
    "services.complaints.service:ComplaintsService",
    "services.certificates.service:CertificatesService",
    "services.supervision.service:SupervisionService",
    "services.accountability.service:AccountabilityService",
)
