"""What the adapter learns from: well-formed, repeatable, and strange to the held-out data."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from agent.pocket.deciding.calls import CALLS
from agent.pocket.deciding.prompting import answer_of, calls_of
from agent.pocket.training.examples import Example, examples, requests
from agent.pocket.training.lora import Plan
from agent.pocket.training.phrasings import read_phrasings
from tools.render.catalog import pocket_vocabulary

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def made() -> list[Example]:
    return list(itertools.islice(examples(pocket_vocabulary(), seed=1), 1000))


def normalised(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def test_every_call_has_phrasings() -> None:
    assert set(read_phrasings()) == set(CALLS)


def test_every_call_is_among_the_examples(made: list[Example]) -> None:
    assert {call for example in made for call in example.calls} == set(CALLS)


def test_the_same_seed_gives_the_same_examples(made: list[Example]) -> None:
    again = list(itertools.islice(examples(pocket_vocabulary(), seed=1), 50))
    assert again == made[:50]
    assert list(itertools.islice(examples(pocket_vocabulary(), seed=2), 50)) != again


def test_no_slot_is_left_open(made: list[Example]) -> None:
    assert not [example.request for example in made if set("{}|") & set(example.request)]


def test_an_answer_reads_back_as_its_calls(made: list[Example]) -> None:
    assert all(calls_of(answer_of(example.calls)) == example.calls for example in made)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_held_out_line_is_an_example() -> None:
    held_out = {
        normalised(json.loads(line)[key])
        for name, key in (("requests", "request"), ("questions", "line"))
        for line in (DATA / f"director_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    }
    # A few requests become no example; a tenth more holds all that do.
    made = itertools.islice(requests(pocket_vocabulary(), Plan().seed), 11 * Plan().examples // 10)
    shared = held_out & {normalised(request) for _, request, _ in made}
    assert not shared, f"{len(shared)} held-out lines are in the training data"
