"""Agreement of annotators: published values, independent computations, edges."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from mlworkshop import measures
from mlworkshop.errors import WorkshopError

# Cohen (1960): 20 of 50 both yes, 15 both no.
FIRST = [1] * 25 + [0] * 25
SECOND = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
# Six targets, four judges: P. E. Shrout, J. L. Fleiss (1979), Psychological Bulletin 86, table 2.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
).T.tolist()


def drawn(annotators, cases, seed):
    chance = random.Random(seed)
    return [[chance.randint(0, 1) for _ in range(cases)] for _ in range(annotators)]


def test_agreement_and_kappa_of_a_table_that_is_often_printed():
    assert measures.mean_agreement([FIRST, SECOND]) == pytest.approx(0.7)
    assert measures.cohen_kappa(FIRST, SECOND) == pytest.approx(0.4)


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn_and_its_mean_that_over_pairs(seed):
    a, b, c = drawn(3, 20, seed)
    pairs = [cohen_kappa_score(*pair) for pair in ((a, b), (a, c), (b, c))]
    assert measures.cohen_kappa(a, b) == pytest.approx(pairs[0])
    assert measures.mean_kappa([a, b, c]) == pytest.approx(np.mean(pairs))


def test_alpha_is_the_published_consistency_of_a_mean_of_four_judges():
    """Shrout and Fleiss print 0.91 for ICC(3, k), which is Cronbach's alpha."""
    assert measures.cronbach_alpha(SHROUT_FLEISS) == pytest.approx(0.91, abs=0.005)


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_an_analysis_of_variance(seed):
    """C. Hoyt (1941): 1 - residual mean square / mean square between cases."""
    ratings = np.array(drawn(4, 20, seed), dtype=float)
    annotators, cases = ratings.shape
    by_case = ratings.mean(axis=0, keepdims=True) - ratings.mean()
    by_annotator = ratings.mean(axis=1, keepdims=True) - ratings.mean()
    rest = ratings - ratings.mean() - by_case - by_annotator
    between = annotators * (by_case**2).sum() / (cases - 1)
    residual = (rest**2).sum() / ((cases - 1) * (annotators - 1))
    assert measures.cronbach_alpha(ratings.tolist()) == pytest.approx(1 - residual / between)


def test_alpha_does_not_see_that_one_annotator_always_says_more():
    """Why the lesson has kappa beside it."""
    low, high = [1, 2, 3, 4], [2, 3, 4, 5]
    assert measures.cronbach_alpha([low, high]) == pytest.approx(1)
    assert measures.mean_agreement([low, high]) == 0
    assert measures.cohen_kappa(low, high) < 0


def test_where_all_say_the_same_nothing_can_be_said_beyond_chance():
    same = [[1, 1, 1], [1, 1, 1]]
    assert measures.mean_agreement(same) == 1
    assert measures.cohen_kappa(*same) is None
    assert measures.mean_kappa([*same, [0, 1, 1]]) is None
    assert measures.cronbach_alpha(same) is None


def test_a_majority_is_more_than_half():
    assert measures.consensus(["aab", "abb", "bbb"]) == ["a", "b", "b"]
    assert measures.consensus(["ab", "bb"]) == [None, "b"]
    assert measures.consensus(["a", "b", "c"]) == [None]


@pytest.mark.parametrize("labels", [5, None, [5, 5], [], [[1]], [[], []], [[1, 2], [1]]])
def test_labels_that_do_not_fit_together_are_refused(labels):
    for measure in (
        measures.mean_agreement,
        measures.mean_kappa,
        measures.cronbach_alpha,
        measures.consensus,
    ):
        with pytest.raises(WorkshopError):
            measure(labels)
