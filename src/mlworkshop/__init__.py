"""A hands-on machine-learning workshop: the few names that its notebooks use.

Imported as `ws`. Everything else that a notebook shows is scikit-learn, pandas, matplotlib and
seaborn, in the open.
"""

import os

# Before numpy loads its threads: the course's models are small, and on two cores many threads get
# in each other's way (ten times slower, measured in m1-intro/06). Also, sums come in one order.
for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

# ruff: noqa: E402
from mlworkshop import activities, data, measures, miniml, vision
from mlworkshop.answering import answer
from mlworkshop.called import guard
from mlworkshop.checkup import doctor
from mlworkshop.exercise.view import check, hint, solution
from mlworkshop.language import text
from mlworkshop.notebook import begin
from mlworkshop.overview.afresh import start_afresh
from mlworkshop.overview.certificate import certificate
from mlworkshop.overview.glossary_page import glossary
from mlworkshop.overview.progress_map import export_progress, import_progress, progress
from mlworkshop.overview.summary_page import summary
from mlworkshop.plan.view import export_plan, import_plan, my_plan
from mlworkshop.questions.final_check import final_check
from mlworkshop.questions.review import review
from mlworkshop.questions.view import quiz
from mlworkshop.room.attendee import join, leave, sent, stuck

__all__ = [
    "activities",
    "answer",
    "begin",
    "certificate",
    "check",
    "data",
    "doctor",
    "export_plan",
    "export_progress",
    "final_check",
    "glossary",
    "hint",
    "import_plan",
    "import_progress",
    "join",
    "leave",
    "measures",
    "miniml",
    "my_plan",
    "progress",
    "quiz",
    "review",
    "sent",
    "solution",
    "start_afresh",
    "stuck",
    "summary",
    "text",
    "vision",
]

guard(globals())
