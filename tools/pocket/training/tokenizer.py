"""A word-level CLIPTokenizer over the world's words: each word is one token."""

import json
import re
import tempfile
from pathlib import Path

from transformers import CLIPTokenizer

from tools.pocket.training.captions import every_word
from tools.pocket.vocabulary import Vocabulary

MAX_LENGTH = 40
"""Tokens of a prompt, with start and end."""
_START, _END = "<|startoftext|>", "<|endoftext|>"


def build_tokenizer(vocabulary: Vocabulary) -> CLIPTokenizer:
    """Build the tokenizer.

    CLIP's tokenizer is a byte pair encoding. Merges that build each known word from its letters,
    and no others, make it word-level; letters of unknown words map to their own tokens.
    """
    words = sorted(_words(vocabulary))
    tokens: dict[str, int] = {}
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789,.-'!?":
        tokens[letter] = len(tokens)
        tokens[f"{letter}</w>"] = len(tokens)
    merges: list[str] = []
    for word in words:
        pieces = [*word[:-1], f"{word[-1]}</w>"]
        while len(pieces) > 1:
            pair = f"{pieces[-2]} {pieces[-1]}"
            joined = pieces[-2] + pieces[-1]
            if pair not in merges:
                merges.append(pair)
            tokens.setdefault(joined, len(tokens))
            pieces[-2:] = [joined]
    for special in (_START, _END):
        tokens[special] = len(tokens)
    with tempfile.TemporaryDirectory() as folder:
        vocab, merge = Path(folder) / "vocab.json", Path(folder) / "merges.txt"
        vocab.write_text(json.dumps(tokens), encoding="utf-8")
        merge.write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")
        return CLIPTokenizer(
            str(vocab), str(merge), model_max_length=MAX_LENGTH, unk_token=_END, pad_token=_END
        )


def _words(vocabulary: Vocabulary) -> set[str]:
    texts = [*vocabulary.object_names, *vocabulary.background_names, *vocabulary.times]
    texts += [*vocabulary.weathers, *vocabulary.lightings, *vocabulary.positions]
    texts += [*vocabulary.scales, *vocabulary.facings, *every_word(), "unknown"]
    return {word for text in texts for word in re.findall(r"[a-z]+", text.lower())}
