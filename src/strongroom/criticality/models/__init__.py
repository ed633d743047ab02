"""Tables of runs, designations and the rules behind them. Keyed by name, not by project."""

from strongroom.criticality.models.contests import Contest
from strongroom.criticality.models.naming import Effect, NamedProject
from strongroom.criticality.models.policies import PolicyVersion
from strongroom.criticality.models.runs import Designation, DesignationRun, Evidence, RankStep

__all__ = [
    "Contest",
    "Designation",
    "DesignationRun",
    "Effect",
    "Evidence",
    "NamedProject",
    "PolicyVersion",
    "RankStep",
]
