"""A hands-on machine-learning workshop: the few names that its notebooks use.

Imported as `ws`. Everything else that a notebook shows is scikit-learn, pandas, matplotlib and
seaborn, in the open.
"""

from mlworkshop import activities, data, miniml, vision
from mlworkshop.doctor import doctor
from mlworkshop.exercise.afresh import start_afresh
from mlworkshop.exercise.view import check, hint, solution
from mlworkshop.language import text
from mlworkshop.notebook import begin
from mlworkshop.progress_map import export_progress, import_progress, progress
from mlworkshop.quiz import answer, quiz
from mlworkshop.review_round import review
from mlworkshop.summary_page import summary

__all__ = [
    "activities",
    "answer",
    "begin",
    "check",
    "data",
    "doctor",
    "export_progress",
    "hint",
    "import_progress",
    "miniml",
    "progress",
    "quiz",
    "review",
    "solution",
    "start_afresh",
    "summary",
    "text",
    "vision",
]
