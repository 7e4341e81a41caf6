"""A sentence encoder of chance weights, small enough to be made in a test, and the same one in numpy."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import erf

WIDTH, HEADS, LAYERS = 48, 12, 2
PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"abcdefghijklmnopqrstuvwxyz'",
    *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
]
PIECES += ["where", "is", "my", "order", "##ing", "mug", "##s", "blue"]

Weights = dict[str, npt.NDArray[np.float32]]


def weights() -> Weights:
    """The same ones each time, named as published ones are."""
    chance = np.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECES), WIDTH),
        "embeddings.position_embeddings.weight": (80, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{at}{part}.weight": (WIDTH, WIDTH), f"{at}{part}.bias": (WIDTH,)}
        shapes |= {f"{at}intermediate.dense.weight": (4 * WIDTH, WIDTH), f"{at}intermediate.dense.bias": (4 * WIDTH,)}
        shapes |= {f"{at}output.dense.weight": (WIDTH, 4 * WIDTH), f"{at}output.dense.bias": (WIDTH,)}
        for norm in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{at}{norm}.weight": (WIDTH,), f"{at}{norm}.bias": (WIDTH,)}
    return {name: chance.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}


def safetensors(arrays: Weights) -> bytes:
    """The arrays in the form in which weights are published."""
    header, at = {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + b"".join(array.tobytes() for array in arrays.values())


def write_small_encoder(folder: Path) -> None:
    """What is fetched of an encoder, before it is prepared."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(safetensors(weights()))
    (folder / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")


def encoded_by_numpy(places: list[int]) -> npt.NDArray[np.float32]:
    """The vector of one sentence, step by step in 32 bits."""
    w, length = weights(), len(places)
    x = w["embeddings.word_embeddings.weight"][places] + w["embeddings.position_embeddings.weight"][:length]
    x = _normed(w, x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        query, key, value = (
            _linear(w, x, f"{at}attention.self.{part}").reshape(length, HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        shares = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(WIDTH / HEADS))
        seen = ((shares / shares.sum(-1, keepdims=True)) @ value).transpose(1, 0, 2).reshape(length, WIDTH)
        x = _normed(w, x + _linear(w, seen, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
        wide = _linear(w, x, f"{at}intermediate.dense")
        wide = wide * (1 + erf(wide / np.sqrt(2))) / 2
        x = _normed(w, x + _linear(w, wide, f"{at}output.dense"), f"{at}output.LayerNorm")
    mean = x.mean(0)
    vector: npt.NDArray[np.float32] = mean / np.linalg.norm(mean)
    return vector


def _linear(w: Weights, x: npt.NDArray[np.float32], name: str) -> npt.NDArray[np.float32]:
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def _normed(w: Weights, x: npt.NDArray[np.float32], name: str) -> npt.NDArray[np.float32]:
    x = x - x.mean(-1, keepdims=True)
    normed: npt.NDArray[np.float32] = (
        x / np.sqrt(x.var(-1, keepdims=True) + 1e-12) * w[f"{name}.weight"] + w[f"{name}.bias"]
    )
    return normed
