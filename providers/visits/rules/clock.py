"""What can be believed of the times a device states.

Online the server's clock decides.  Offline, a device's stretch of work hangs on the last server
time it heard and on its monotonic clock, which nobody can set; the wall clock of the device is
only compared.  A clock set back is a flag, never a crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from ltc.shared.reasons import Reason, register_texts
from providers.visits.rules.thresholds import PlaceRules
