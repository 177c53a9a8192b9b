"""The numbers that m1-intro/05-four-steps and its questions quote, held to its own code."""

from __future__ import annotations

import re

import kit
import numpy as np
import pytest
import requests

from mlworkshop.exercise import Wrong, store
from mlworkshop.language import LANGUAGES
from mlworkshop.measures.several_classes import class_matrix
from mlworkshop.miniml import cost, costs, train

LESSON = kit.lesson("m1-intro/05-four-steps")


def test_the_file_is_broken_in_four_lines_two_of_them_with_a_decimal_comma(names):
    rejected = names["source"].rejected
    assert len(rejected) == names["source"].counts["rejected"] == 4
    assert LESSON.says(en="We broke four lines", ja="4行だけは")
    assert sum(bool(re.match(r"\d+,\d\d,", line)) for line in rejected["text"]) == 2
    # "The gaps in the size are in the data as it came"
    exported = names["exported"]
    assert exported["package_size"].isna().any()
    assert names["source"].counts["rows"] == len(exported) + 4
    assert (len(exported), len(names["new_products"])) == (19_000, 1_000)
    question = LESSON.asked("four-rejected-lines").prompt
    assert "of about 19,000" in question.en
    assert "約1万9千行" in question.ja


def test_only_the_maker_is_inferred_wrongly(names):
    assert names["source"].schema["type"].to_dict() == {
        "price": "numeric",
        "package_size": "categorical",
        "brand": "binary",
        "manufacturer_id": "numeric",
        "department": "categorical",
    }
    assert names["source"].schema.loc["manufacturer_id", "distinct"] > 2000
    assert names["source"].schema.loc["department", "distinct"] == 11


def test_the_split_is_70_to_30(names):
    for source in names["sources"].values():
        counts = source.counts
        assert counts["test"] / (counts["test"] + counts["train"]) == pytest.approx(0.3, abs=0.02)
    # "More than a quarter of the mails are spam"; "nearly two thousand test mails"
    assert names["mails"]["spam"].mean() > 0.25
    assert 1500 < names["sources"]["spam"].counts["test"] < 2000
    assert names["is_spam"].sum() > 400
    # "Products: half of them are in one department"
    shares = names["exported"]["department"].value_counts(normalize=True)
    assert shares.iloc[0] == pytest.approx(0.5, abs=0.02)


def test_the_service_chooses_what_the_exercise_says(names):
    made = {name: model.kind for name, model in names["models"].items()}
    expected = names["kinds"]
    assert made == {
        "department": expected["department"],
        "spam": expected["spam"],
        "sales": expected["sales_usd"],
    }
    wrong = names["ws"].miniml.DataSource(names["exported"], target="manufacturer_id")
    assert train(wrong, passes=1).kind == expected["manufacturer_id"]


def test_sgd_comes_close_to_the_best_weight_in_one_pass(names):
    weights, losses = names["weights"], names["losses"]
    assert weights[0] == 0
    assert losses[-1] < 1.02 * names["loss_of"](names["best_weight"])
    # "Where the valley is steep the steps are long, near the bottom short"; "push it back"
    steps = np.diff(weights)
    assert np.abs(steps[:5]).mean() > 3 * np.abs(steps[-5:]).mean()
    assert (steps < 0).any()
    assert len(names["wanted"]) == len(names["days"]) == 357


def test_learning_rates_crawl_arrive_and_jump(names):
    losses_with, lowest = names["losses_with"], names["loss_of"](names["best_weight"])
    crawl, arrive, jump = (losses_with(rate) for rate in (0.001, 0.02, 2))
    # "after 20 passes it has not arrived"
    assert (np.diff(crawl) < 0).all()
    assert crawl[-1] > 1.02 * lowest
    assert max(arrive[4:]) < 1.02 * lowest
    assert (np.diff(jump) > 0).sum() >= 5
    assert max(jump) > 1.4 * lowest


def test_spam_scores_put_spam_first(names):
    report = names["spam_report"]
    assert report.auc > 0.98
    drawn = (names["of_spam"] > names["of_good"]).mean()
    assert drawn == pytest.approx(report.auc, abs=0.005)


def test_a_cut_off_does_what_the_support_desk_wants(names):
    assert names["caught"] > 0.8
    report, spam = names["spam_report"], names["is_spam"]
    good = (~spam).sum()
    fits = [
        cut / 100
        for cut in range(1, 100)
        if report.at(cut / 100).false_alarms <= good / 100 and report.at(cut / 100).recall >= 0.8
    ]
    assert 0.6 in fits
    at = report.at(0.6)
    caught = spam.sum() - at.missed
    assert LESSON.says(
        en=f"{at.false_alarms} of {good:,} good mails stopped, {caught} of {spam.sum()} spam",
        ja=f"通常メールは{good:,}通中{at.false_alarms}通",
    )
    assert LESSON.says(ja=f"スパムは{spam.sum()}通中{caught}通")
    # "The cheapest cut-off is another one"
    cost = [5 * report.at(cut).false_alarms + 0.1 * report.at(cut).missed for cut in (0.6, 0.95)]
    assert cost[0] > cost[1]


def test_the_wrong_type_is_dear(names):
    mended, inferred = names["reports"]["department"], names["reports"]["as_inferred"]
    assert mended.accuracy > inferred.accuracy + 0.1
    assert mended.macro_f1 > 2 * inferred.macro_f1
    assert inferred.baseline_accuracy == mended.baseline_accuracy == pytest.approx(0.51, abs=0.01)


def test_the_decisions_follow_from_the_figures(names):
    exercise = store.find(LESSON.id, "ship-it")
    mended, inferred = names["reports"]["department"], names["reports"]["as_inferred"]
    # With a margin: the lesson must not hang on the last digit.
    assert mended.accuracy > exercise.RIGHT + 0.03
    assert mended.macro_f1 > exercise.MACRO_F1 + 0.05
    assert inferred.accuracy < exercise.RIGHT - 0.03
    assert inferred.macro_f1 < exercise.MACRO_F1 - 0.1
    assert LESSON.says(
        en=f"a macro F1 of {exercise.MACRO_F1}",
        ja=f"正解率{exercise.RIGHT:.0%}以上、マクロF1 {exercise.MACRO_F1}以上",
    )
    assert names["sales_report"].rmse < 0.95 * names["last_week_rmse"]
    assert names["last_week_rmse"] < names["sales_report"].baseline_rmse


def test_meat_is_hardly_found_and_is_where_the_matrix_opens(names):
    report = names["reports"]["department"]
    assert report.f1["MEAT"] in sorted(report.f1.values())[:2]
    matrix = class_matrix(report.truth, report.predicted)
    row = matrix.counts[matrix.classes.index("MEAT")]
    assert matrix.classes[int(row.argmax())] == "DRUG GM"
    assert row[matrix.classes.index("MEAT")] < 0.15 * row.sum()
    # "it has no size"
    exported = names["exported"]
    meat = exported[exported["department"] == "MEAT"]
    assert meat["package_size"].isna().mean() > 0.9
    # "most products without a size were Drug and general"
    gaps = exported.loc[exported["package_size"].isna(), "department"]
    assert gaps.value_counts(normalize=True)["DRUG GM"] > 0.5


def test_in_order_of_time_the_model_is_still_ahead_with_larger_errors(names):
    model, baseline = (
        float(((told - names["ahead"]["sales_usd"]) ** 2).mean() ** 0.5)
        for told in names["ahead_rmse"].values()
    )
    assert model < 0.95 * baseline
    assert model > names["sales_report"].rmse
    assert baseline > names["last_week_rmse"]
    assert names["past"].index.max() < names["ahead"].index.min()


def test_two_fifths_of_the_work_find_most_of_the_errors(names):
    right, sure = names["is_right"], names["sure"].to_numpy()
    assert names["share"] == pytest.approx(2 / 5, abs=0.03)
    # "3 times in 100", "40 times in 100"
    assert right[sure].mean() == pytest.approx(0.97, abs=0.01)
    assert right[~sure].mean() == pytest.approx(0.60, abs=0.03)


def test_the_endpoint_answers_and_refuses_as_the_lesson_says(names, capsys):
    def says(record):
        names["ask"](record)
        return capsys.readouterr().out

    record = names["record"]
    with names["ws"].miniml.serve(names["model"]) as endpoint:
        names["endpoint"], stopped = endpoint, names["endpoint"]
        try:
            assert re.fullmatch(r"200 GROCERY 0\.\d+\n", says(record))
            assert says(record | {"manufacturer_id": 999999}).startswith("200 ")
            assert 999999 not in set(names["exported"]["manufacturer_id"])
            for bad in (record | {"price": "cheap"}, dict(list(record.items())[1:])):
                assert re.match("4[0-9][0-9] .*'price'", says(bad))
        finally:
            names["endpoint"] = stopped
    assert says(record) in ("(no answer)\n", "（返事なし）\n")


def test_the_service_is_asked_without_a_proxy(names, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with names["ws"].miniml.serve(names["model"]) as endpoint:
        assert names["web"].get(f"{endpoint.url}/health", timeout=10).ok
        with pytest.raises(requests.exceptions.ProxyError):
            requests.get(f"{endpoint.url}/health", timeout=10)


def test_prices_in_the_text_are_those_of_the_service():
    hour = cost(compute_hours=1).total
    batch = cost(batch_predictions=1000).total
    live = cost(real_time_predictions=1000).total
    kept = cost(endpoint_hours=1, model_bytes=10_000_000).total
    assert LESSON.says(
        en=f"| analysis, training, evaluation | {hour:.2f} an hour",
        ja=f"| 分析、学習、評価 | 計算1時間につき{hour:.2f} |",
    )
    assert LESSON.says(
        en=f"| batch prediction | {batch:.2f} for 1,000 |",
        ja=f"| バッチ予測 | 1,000件につき{batch:.2f} |",
    )
    assert LESSON.says(
        en=f"| real-time prediction | {live:.2f} for 1,000 |",
        ja=f"| リアルタイム予測 | 1,000件につき{live:.2f} |",
    )
    assert LESSON.says(
        en=f"open | {kept:.3f} an hour for each 10 MB",
        ja=f"モデル10MBごとに1時間{kept:.3f} |",
    )
    question = LESSON.asked("four-a-million")
    bill = cost(compute_hours=2, batch_predictions=1_000_000)
    assert question.answer == pytest.approx(bill.total)
    slips = [slip.value for slip in question.mistakes]
    assert slips == pytest.approx(
        [bill.batch, bill.total - hour, bill.compute + batch, bill.compute + 1000 * bill.batch]
    )


def test_the_reservation_weighs_as_much_as_43200_predictions(names):
    month = cost(endpoint_hours=720, model_bytes=60_000_000).total
    count = names["break_even"]
    assert month == pytest.approx(4.32)
    assert cost(real_time_predictions=round(count)).total == pytest.approx(month)
    # "Our own three models need less than 10 MB each"
    assert max(model.size_bytes for model in names["models"].values()) < 10_000_000
    # "About one prediction a minute"
    assert count / 720 / 60 == pytest.approx(1)
    # "100 predictions cost a cent; kept ready, the same hundred cost more than four dollars"
    assert cost(batch_predictions=100).total == pytest.approx(0.01)
    assert names["in_real_time"][0] > 4
    assert names["in_real_time"][-1] < 1.01 * names["in_batch"][-1]


def test_the_films_of_2015():
    table = LESSON.asked("four-films").prompt.en
    rows = re.findall(r"\| (\w+) \| ([\d.]+) % \| ([\d.]+) % \| ([\d.]+) \|", table)
    true, called, f1 = (np.array([float(row[at]) for row in rows]) for at in (1, 2, 3))
    assert true.sum() == pytest.approx(100, abs=0.02)
    assert called.sum() == pytest.approx(100, abs=0.02)
    assert f1.mean() == pytest.approx(0.47, abs=0.01)


def test_whoever_left_a_type_wrong_is_judged_by_the_figures_of_that_model():
    weak = {"as_inferred": 0.67, "department": 0.67}
    poor = {"as_inferred": 0.17, "department": 0.17}
    exercise = store.find(LESSON.id, "ship-it")
    right = exercise.reference(accuracy=weak, macro_f1=poor)
    assert right["department"] == "improve"
    exercise.check(right, accuracy=weak, macro_f1=poor)
    with pytest.raises(Wrong):
        exercise.check(right | {"department": "ship"}, accuracy=weak, macro_f1=poor)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_to_print_quotes_its_figures(lang):
    said = re.findall(r"\d[\d.,]*\d", LESSON.idea(lang))
    assert sorted(said) == sorted(["2015", "1,000", f"{costs.PRICE_BATCH:.2f}"])
