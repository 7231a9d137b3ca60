"""Trains the pocket director's adapter: LoRA (Hu et al. 2021) on the upper layers of SmolLM2.

``python -m agent.pocket.training.lora --minutes 45`` continues from the last checkpoint.
One thread; the loss is the cross entropy of the answer's tokens, nothing else.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.utils.save_and_load import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy

from agent.local.loading import load
from agent.local.preparing import prepare
from agent.pocket.deciding.prompting import answer_of
from agent.pocket.director import ADAPTER, SMOLLM2
from agent.pocket.training.examples import Example, examples
from schemas.settings import read_settings
from tools.render.catalog import pocket_vocabulary

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedTokenizerFast
    from transformers.models.llama.modeling_llama import LlamaForCausalLM

_BASE: Final = "HuggingFaceTB/SmolLM2-135M-Instruct"
CHECKPOINT: Final = "checkpoint.pt"
_TARGETS: Final = (*("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),)
_POOL: Final = 16
"""Batches that are sorted by length together, so that little is padded."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train."""

    examples: int = 38_400
    batch: int = 24
    rank: int = 16
    layers: int = 12
    """Adapted layers, from the top; those below need no gradients."""
    rate: float = 1e-3
    warm_up: float = 0.05
    """Share of the steps in which the rate rises; it falls along a cosine behind them."""
    seed: int = 1
    save_every: int = 50
    """Steps."""

    @property
    def steps(self) -> int:
        """Number of updates."""
        return self.examples // self.batch


class Batch(NamedTuple):
    """Examples side by side, padded on the right, where a causal model does not look."""

    tokens: Tensor
    """int64 of shape (batch, length)."""
    rows: Tensor
    """int64: the rows of the answers' tokens, in the order of `places`."""
    places: Tensor
    """int64: the place from which each token of an answer is predicted."""
    wanted: Tensor
    """int64: those tokens, the end of each answer included."""


class Trainer:
    """A training run that can be stopped at any moment and goes on from its last checkpoint.

    Args:
        model: the base model; it is adapted in place.
        tokenizer: its tokenizer.
        plan: how to train.
        folder: where the checkpoint lies.
    """

    def __init__(
        self, model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast, plan: Plan, folder: Path
    ) -> None:
        torch.manual_seed(plan.seed)
        count = model.config.num_hidden_layers
        self._tokenizer = tokenizer
        self._plan = plan
        self._path = folder / CHECKPOINT
        self._top = count - min(plan.layers, count)
        config = LoraConfig(
            r=plan.rank,
            lora_alpha=2 * plan.rank,
            target_modules=list(_TARGETS),
            layers_to_transform=list(range(self._top, count)),
        )
        # For sequences this short the fused kernel's backward pass takes a third of the time.
        model.set_attn_implementation("eager")
        self._model = get_peft_model(model, config)
        self._weights = [each for each in self._model.parameters() if each.requires_grad]
        self._optimiser = torch.optim.AdamW(self._weights, lr=plan.rate, weight_decay=0.0)
        self.step = 0
        if self._path.is_file():
            self._resume()

    @property
    def adapted(self) -> PeftModel:
        """The model with its adapter as it is now."""
        return self._model

    def train(self, batches: Iterator[Batch], seconds: float) -> None:
        """Trains until the plan is done or the time is over, and stores a checkpoint."""
        until = time.monotonic() + seconds
        # The data stream is a function of its seed: what was seen is passed over.
        for batch in itertools.islice(batches, self.step, self._plan.steps):
            if time.monotonic() > until:
                break
            loss = self._update(batch)
            self.step += 1
            if self.step % self._plan.save_every == 0 or self.step == self._plan.steps:
                self._save()
                print(f"step {self.step}/{self._plan.steps} loss {loss:.3f}", flush=True)
        self._save()

    def export(self, folder: Path) -> None:
        """Writes adapter_config.json and adapter_model.safetensors (bfloat16) in peft's form."""
        folder.mkdir(parents=True, exist_ok=True)
        state = get_peft_model_state_dict(self._model)
        halves = {name: each.bfloat16().contiguous() for name, each in state.items()}
        save_file(halves, folder / "adapter_model.safetensors")
        config = self._model.peft_config["default"].to_dict()
        plain = {
            "base_model_name_or_path": _BASE,
            "peft_type": "LORA",
            "task_type": "CAUSAL_LM",
            "r": config["r"],
            "lora_alpha": config["lora_alpha"],
            "target_modules": sorted(_TARGETS),
            "layers_to_transform": config["layers_to_transform"],
        }
        text = json.dumps(plain, indent=2) + "\n"
        (folder / "adapter_config.json").write_text(text, encoding="utf-8")

    def _update(self, batch: Batch) -> float:
        for group in self._optimiser.param_groups:
            group["lr"] = self._plan.rate * _share(self.step / self._plan.steps, self._plan.warm_up)
        base: Any = self._model.get_base_model()
        hidden = base.model(input_ids=batch.tokens, use_cache=False).last_hidden_state
        logits = base.lm_head(hidden[batch.rows, batch.places]).float()
        loss = cross_entropy(logits, batch.wanted)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()
        return float(loss.detach())

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".tmp")
        state = {
            "step": self.step,
            "adapter": get_peft_model_state_dict(self._model),
            "optimiser": self._optimiser.state_dict(),
        }
        torch.save(state, fresh)
        fresh.replace(self._path)

    def _resume(self) -> None:
        state = torch.load(self._path, weights_only=True)
        set_peft_model_state_dict(self._model, state["adapter"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]


def batches(
    tokenizer: PreTrainedTokenizerFast, stream: Iterator[Example], size: int
) -> Iterator[Batch]:
    """Batches of `size` examples, those of similar length together."""
    while True:
        pool = [_tokens(tokenizer, each) for each in itertools.islice(stream, size * _POOL)]
        pool.sort(key=lambda pair: len(pair[0]) + len(pair[1]))
        groups = [pool[start : start + size] for start in range(0, len(pool), size)]
        # A fixed order that is not the one of length, so that the loss does not drift with it.
        for place in range(len(groups)):
            yield _batch(groups[place * 7 % len(groups)])


def _tokens(tokenizer: PreTrainedTokenizerFast, example: Example) -> tuple[list[int], list[int]]:
    prompt = tokenizer.encode(example.prompt, add_special_tokens=False)
    answer = tokenizer.encode(answer_of(example.calls), add_special_tokens=False)
    end = tokenizer.eos_token_id
    return prompt, [*answer, end if isinstance(end, int) else 0]


def _batch(pairs: Sequence[tuple[list[int], list[int]]]) -> Batch:
    length = max(len(prompt) + len(answer) for prompt, answer in pairs) - 1
    tokens = torch.zeros(len(pairs), length, dtype=torch.long)
    rows: list[int] = []
    places: list[int] = []
    wanted: list[int] = []
    for row, (prompt, answer) in enumerate(pairs):
        text = [*prompt, *answer[:-1]]
        tokens[row, : len(text)] = torch.tensor(text)
        rows += [row] * len(answer)
        places += range(len(prompt) - 1, len(text))
        wanted += answer
    return Batch(tokens, torch.tensor(rows), torch.tensor(places), torch.tensor(wanted))


def _share(done: float, warm_up: float) -> float:
    if done < warm_up:
        return (done + 1e-3) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))


def training_folder(cache: Path) -> Path:
    """Where the checkpoint of the adapter's training lies."""
    return cache / "pocket-director-training"


def train_adapter(cache: Path, plan: Plan, *, seconds: float, out: Path) -> None:
    """Trains as far as the time goes, on one thread, and exports what there is then.

    Args:
        cache: the user's cache folder, with the base model and the checkpoint.
        plan: how to train.
        seconds: most seconds to train now; the next call goes on from there.
        out: where the adapter goes.

    Raises:
        ModelMissing: the base model is absent or damaged.
    """
    torch.set_num_threads(1)
    model, tokenizer = load(prepare(SMOLLM2, cache), repair=SMOLLM2.repair)
    trainer = Trainer(model, tokenizer, plan, training_folder(cache))
    stream = examples(pocket_vocabulary(), plan.seed)
    trainer.train(batches(tokenizer, stream, plan.batch), seconds)
    trainer.export(out)


def main(words: Sequence[str] | None = None) -> None:
    """Trains and exports."""
    parser = argparse.ArgumentParser(prog="agent.pocket.training.lora", description=__doc__)
    parser.add_argument("--minutes", type=float, default=45.0)
    parser.add_argument("--out", type=Path, default=ADAPTER)
    arguments = parser.parse_args(words)
    cache = read_settings(None).folders.cache
    train_adapter(cache, Plan(), seconds=60 * arguments.minutes, out=arguments.out)


if __name__ == "__main__":
    main()
