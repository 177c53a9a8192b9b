"""Knowledge checks: kinds of questions, the bank that holds them, how they are asked."""
