"""What the plan's rules compare: figures and choices that activities leave beside their words.

Activities about the attendee's own project, those whose key begins with `own-`, say them; each name
has one activity that says it. None is what nobody has said.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Literal

from pydantic import ValidationError
from pydantic_core import to_json

from mlworkshop.models import Model

__all__ = ["Facts", "Light", "Staffed"]

Light = Literal["yes", "partly", "no", "unknown"]
Staffed = Literal["have", "train", "hire", "partner", "nobody", "unknown"]  # who does a task


class Facts(Model):
    """Everything that is known of one project.

    Money is in the unit of the attendee's language, per year where nothing else is said.
    """

    # The project
    project: str | None = None
    written_by: str | None = None

    # The gap and its KPI
    kpi: str | None = None
    as_is: float | None = None
    to_be: float | None = None
    weeks_to_deadline: float | None = None  # from today
    measured_how: str | None = None
    measured_by: str | None = None

    # The scenario and its ML process
    training_data_arises: bool | None = None  # in the scenario, from use itself
    required_percent: float | None = None  # what is demanded of the model, by whatever measure

    # The value
    value_low: float | None = None  # before costs: in 8 of 10 cases between low and high
    value_likely: float | None = None
    value_high: float | None = None
    running_cost: float | None = None

    # Whether it should be machine learning
    verdict: Literal["ml", "rule", "prompt", "undecided"] | None = None
    new_data_arrives: bool | None = None
    certainty_demanded: bool | None = None  # right every single time
    full_explanation_demanded: bool | None = None

    # The data
    data_exists: Light | None = None
    data_accessible: Light | None = None
    data_private: Light | None = None  # whether privacy is taken care of
    data_secure: Light | None = None
    data_relevant: Light | None = None  # and fresh
    data_representative: Light | None = None
    personal_data: bool | None = None
    legal_basis: bool | None = None
    labels: Literal["exist", "arise", "to_label", "unknown"] | None = None
    agreement: float | None = None  # of annotators, 0 to 1

    # The timeline
    weeks_best_case: float | None = None
    weeks_80: float | None = None  # 8 of 10 runs end by then
    labelling_planned: bool | None = None
    tasks_beside_the_model: int | None = None

    # Production
    seconds_to_answer: float | None = None  # how soon a prediction is needed
    architecture: Literal["batch_files", "batch_warehouse", "real_time", "existing_flow"] | None = (
        None
    )
    monthly_cost: float | None = None
    on_call: str | None = None
    retraining_planned: bool | None = None

    # The team
    labelling_by: Staffed | None = None
    operation_by: Staffed | None = None
    weeks_to_staff: float | None = None  # until the last gap is filled
    weeks_to_train: float | None = None  # until the technical team has learned it

    @classmethod
    def among(cls, said: Mapping[str, object]) -> Facts:
        """Those of some facts that are known here and make sense, one by one.

        Parameters
        ----------
        said : mapping of str to JSON values
            Perhaps of an older or a newer version of the course.
        """
        good = {}
        for name in cls.model_fields.keys() & said.keys():
            with suppress(ValidationError, ValueError):
                one = cls.model_validate_json(to_json({name: said[name]}, inf_nan_mode="null"))
                good[name] = getattr(one, name)
        return cls(**good)
