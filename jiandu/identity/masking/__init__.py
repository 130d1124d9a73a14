"""Takes out of a text what names or reaches the person who wrote it, and leaves everything else."""

from jiandu.identity.masking.mask import Masked, mask
from jiandu.identity.masking.spans import PLACEHOLDERS, Found, Kind

__all__ = ["PLACEHOLDERS", "Found", "Kind", "Masked", "mask"]
