"""Question banks of invented courses."""

from __future__ import annotations

from mlworkshop.questions import bank

# A question of one's own: `NUMBER.format(id="paws")`.
NUMBER = """\
  - id: {id}
    kind: number
    objective: 1
    prompt: {{en: "How many, {id}?", ja: "{id} はいくつ。"}}
    answer: 1
    tolerance: 0
    why: {{en: One., ja: 1です。}}
    mistakes: [{{value: 2, why: {{en: Too many., ja: 多すぎます。}}}}]
"""


def put_questions(root, banks):
    """Write the questions of lessons below a course's folder: a text for each lesson's id."""
    for lesson, questions in banks.items():
        path = root / "quizzes" / f"{lesson}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"questions:\n{questions}", encoding="utf-8")
    bank.entries.cache_clear()
