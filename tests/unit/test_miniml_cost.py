"""The bill by the price list of 2015, against sums made by hand."""

from __future__ import annotations

import pytest
from miniml_kit import colours, in_both, refused

import mlworkshop as ws


@pytest.mark.parametrize(
    ("use", "parts", "total"),
    [
        ({}, (0, 0, 0, 0), 0),
        ({"compute_hours": 1}, (0.42, 0, 0, 0), 0.42),
        ({"compute_hours": 2.5}, (1.05, 0, 0, 0), 1.05),
        ({"batch_predictions": 1000}, (0, 0.10, 0, 0), 0.10),
        ({"batch_predictions": 1_500_000}, (0, 150, 0, 0), 150),
        ({"real_time_predictions": 1000}, (0, 0, 0.10, 0), 0.10),
        ({"real_time_predictions": 1}, (0, 0, 0.0001, 0), 0.0001),
        ({"endpoint_hours": 720, "model_bytes": 10_000_000}, (0, 0, 0, 0.72), 0.72),
        ({"endpoint_hours": 720, "model_bytes": 10_000_001}, (0, 0, 0, 1.44), 1.44),
        ({"endpoint_hours": 1, "model_bytes": 1}, (0, 0, 0, 0.001), 0.001),
        ({"model_bytes": 95_000_000}, (0, 0, 0, 0), 0),
        (
            {
                "compute_hours": 3,
                "batch_predictions": 890_000,
                "real_time_predictions": 30_000,
                "endpoint_hours": 24,
                "model_bytes": 95_000_000,
            },
            (1.26, 89, 3, 0.24),
            93.5,
        ),
    ],
)
def test_the_bill(use, parts, total):
    bill = ws.miniml.cost(**use)
    assert (bill.compute, bill.batch, bill.real_time, bill.reserved) == pytest.approx(parts)
    assert bill.total == pytest.approx(total)


def test_a_models_size_can_be_used():
    model = ws.miniml.train(ws.miniml.DataSource(colours(), "answer"))
    bill = ws.miniml.cost(endpoint_hours=24, model_bytes=model.size_bytes)
    assert bill.total == pytest.approx(0.024)


def test_the_bill_says_its_year_and_that_the_service_takes_no_new_users():
    bill = ws.miniml.cost(batch_predictions=890_000, real_time_predictions=1)
    for said in (*in_both(lambda: repr(bill)), *in_both(bill._repr_html_)):
        for part in ("2015", "Amazon Machine Learning", "89.00", "0.0001", "0.42", "0.001"):
            assert part in said
    english, japanese = in_both(lambda: repr(bill))
    assert "closed to new users" in english
    assert "新規利用者" in japanese
    for part in ("2015", "closed to new users", "0.42", "0.10", "0.001"):
        assert part in ws.miniml.cost.__doc__


@pytest.mark.parametrize(
    "name",
    [
        "compute_hours",
        "batch_predictions",
        "real_time_predictions",
        "endpoint_hours",
        "model_bytes",
    ],
)
@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "1", None, True])
def test_what_is_no_amount_is_refused(name, value):
    refused(lambda: ws.miniml.cost(**{name: value}), name)


def test_hours_without_a_model_are_refused():
    refused(lambda: ws.miniml.cost(endpoint_hours=5), "model.size_bytes")
