"""Knowledge checks: questions, the bank that holds them, and how they are shown."""

from mlworkshop.quiz.view import answer, quiz

__all__ = ["answer", "quiz"]
