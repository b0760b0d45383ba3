"""What may be typed in this room, by subject."""

from grantsapp.evaluation.forms.packages import PackageForm
from grantsapp.evaluation.forms.plans import PlanForm

__all__ = ["PackageForm", "PlanForm"]
