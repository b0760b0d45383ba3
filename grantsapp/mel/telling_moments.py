"""The moments of measuring in words, for staff pages, files and sentences alike."""

from collections.abc import Mapping
from typing import Any

from grantsapp.i18n import lazy_gettext as _

MOMENTS: Mapping[str, Any] = {
    "r0": _("before, looking back"),
    "t0": _("before"),
    "t1": _("now, or after"),
    "t2": _("three months later"),
    "t3": _("six months later"),
}
