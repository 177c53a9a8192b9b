"""What holds for every unit test."""

from __future__ import annotations

import logging

import pytest

from mlworkshop import language


@pytest.fixture(autouse=True)
def fresh_attendee(tmp_path, monkeypatch):
    """A progress folder of its own, and English."""
    monkeypatch.setenv("MLWORKSHOP_HOME", str(tmp_path / "home"))
    before = language.current()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture(autouse=True)
def no_swallowed_errors():
    """Fail the test when a widget's handler raised: `Button.click()` only logs it."""
    swallowed: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info or record.levelno >= logging.ERROR:
                swallowed.append(record)

    logger = logging.getLogger("traitlets")
    handler = Keep()
    logger.addHandler(handler)
    yield swallowed
    logger.removeHandler(handler)
    formatter = logging.Formatter()
    assert not swallowed, "\n".join(map(formatter.format, swallowed))
