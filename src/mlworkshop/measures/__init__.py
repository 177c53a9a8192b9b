"""How good a model's answers are, computed from answers alone: no model, no display."""
