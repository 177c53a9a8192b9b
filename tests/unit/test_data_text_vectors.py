"""Text vectors: one for each email and product type of the other data sets."""

from __future__ import annotations

import numpy as np
import pytest

from mlworkshop import data
from mlworkshop.errors import WorkshopError


def test_each_email_has_a_vector():
    emails = data.spam_mail().drop_duplicates("body")
    assert data.text_vectors("spam_mail").index.tolist() == emails.index.tolist()


def test_each_product_type_has_a_vector():
    types = data.supermarket_products()["product_type"].dropna().unique()
    assert set(data.text_vectors("product_type").index) == set(types)


@pytest.mark.parametrize("name", ["spam_mail", "product_type"])
def test_vectors_have_length_one(name):
    vectors = data.text_vectors(name)
    assert vectors.shape[1] == 384
    assert vectors.dtypes.unique().tolist() == [np.float32]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)


def test_texts_on_one_subject_are_near_each_other():
    vectors = data.text_vectors("product_type")
    near, far = (
        vectors.loc["MAINSTREAM WHITE BREAD"] @ vectors.loc[other]
        for other in ("PREMIUM BREAD", "SCOOP LITTER")
    )
    assert near > far + 0.2


@pytest.mark.parametrize("name", ["spam", "SPAM_MAIL ", None, 3, np.array(["spam_mail"])])
def test_an_unknown_name_is_explained(name):
    with pytest.raises(WorkshopError, match="spam_mail"):
        data.text_vectors(name)
