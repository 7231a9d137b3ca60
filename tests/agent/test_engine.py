"""The engine gives what plain transformers gives, whatever it saves on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from agent.local.choosing import Fresh, Sampler, greedy
from agent.local.engine import Engine
from agent.local.grammar import Grammar, from_json_schema, from_lark
from schemas.errors import DirectorError
from tests.agent.toy_language_model import toy_model, toy_tokenizer

FRAME: dict[str, Any] = {
    "type": "object",
    "properties": {
        "time": {"enum": ["dawn", "day", "dusk", "night"]},
        "background": {"enum": ["forest", "beach"]},
        "note": {"type": "string", "maxLength": 12},
        "count": {"type": "integer", "minimum": 0, "maximum": 9},
    },
    "required": ["time", "background", "note", "count"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return toy_tokenizer()


@pytest.fixture(scope="module")
def model(tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    return toy_model(len(tokenizer))


@pytest.fixture
def engine(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast) -> Engine:
    return Engine(model, tokenizer)


def written(engine: Engine, prompt: list[int], grammar: Grammar | None, limit: int = 200) -> str:
    tokens: list[int] = []
    for piece in engine.write(prompt, greedy, grammar=grammar, limit=limit):
        tokens += piece.tokens
    return engine.decode(tokens)


def test_greedy_writing_equals_transformers_generate(
    engine: Engine, model: LlamaForCausalLM
) -> None:
    prompt = engine.prompt([{"role": "user", "content": "the fox"}])
    expected = model.generate(
        torch.tensor([prompt]), max_new_tokens=24, do_sample=False, pad_token_id=2
    )[0, len(prompt) :].tolist()
    tokens = [
        token
        for piece in engine.write(prompt, greedy, grammar=None, limit=24)
        for token in piece.tokens
    ]
    assert tokens == [token for token in expected if token != 2]


def test_forced_tokens_do_not_change_the_text(engine: Engine) -> None:
    prompt = engine.encode("the fox ")
    grammar = from_json_schema(FRAME)
    forcing = written(engine, prompt, grammar)
    assert engine.tally.forced > 0
    token_by_token = engine.candidates(prompt, [grammar], [greedy], limit=200)[0].text
    assert forcing == token_by_token


def test_forced_tokens_need_no_pass_of_their_own(engine: Engine) -> None:
    _ = written(engine, engine.encode("the fox "), from_json_schema(FRAME))
    sampled = engine.tally.tokens - engine.tally.forced
    assert engine.tally.calls == sampled


def test_what_was_read_before_changes_nothing(
    model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerFast
) -> None:
    used, fresh = Engine(model, tokenizer), Engine(model, tokenizer)
    first, second = used.encode("the fox and the moon"), used.encode("the fox sleeps")
    _ = written(used, first, None, limit=10)
    assert written(used, second, None, limit=10) == written(fresh, second, None, limit=10)
    assert used.score(first, [" fox", " the"]) == pytest.approx(
        fresh.score(first, [" fox", " the"]), abs=1e-4
    )


def test_a_kept_prefix_is_not_read_again(engine: Engine, model: LlamaForCausalLM) -> None:
    lengths: list[int] = []
    handle = model.register_forward_pre_hook(
        lambda _module, _args, kwargs: lengths.append(kwargs["input_ids"].shape[1]),
        with_kwargs=True,
    )
    try:
        prompt = engine.encode("the fox walks through the woods")
        _ = engine.score(prompt, [" x"])
        _ = engine.score([*prompt, *engine.encode(" and")], [" x"])
    finally:
        handle.remove()
    assert lengths[0] == len(prompt)
    assert lengths[2] == len(engine.encode(" and"))


def test_two_conversations_are_kept_side_by_side(engine: Engine, model: LlamaForCausalLM) -> None:
    asked, neutral = engine.encode("the fox walks home"), engine.encode("the night is long")
    _ = engine.score(asked, [" x"]), engine.score(neutral, [" x"])
    lengths: list[int] = []
    handle = model.register_forward_pre_hook(
        lambda _module, _args, kwargs: lengths.append(kwargs["input_ids"].shape[1]),
        with_kwargs=True,
    )
    try:
        _ = engine.score([*asked, 5], [" x"]), engine.score([*neutral, 5], [" x"])
        tokens = [
            len(piece.tokens) for piece in engine.write([*asked, 5], greedy, grammar=None, limit=4)
        ]
    finally:
        handle.remove()
    assert max(lengths) <= len(engine.encode(" x"))
    assert sum(tokens) <= 4


def test_score_is_the_log_probability_of_the_text(engine: Engine, model: LlamaForCausalLM) -> None:
    prompt, alternatives = engine.encode("the "), ["fox", " the fox", "zebra", "x"]
    scores = engine.score(prompt, alternatives)
    for text, score in zip(alternatives, scores, strict=True):
        tokens = engine.encode(text)
        with torch.inference_mode():
            logits = model(torch.tensor([[*prompt, *tokens]])).logits[0].float()
        chances = torch.log_softmax(logits[len(prompt) - 1 : -1], dim=-1)
        expected = chances[torch.arange(len(tokens)), torch.tensor(tokens)].sum()
        assert score == pytest.approx(float(expected), abs=1e-3)


def test_calibration_takes_away_what_is_likely_anyway(engine: Engine) -> None:
    prompt, neutral = engine.encode("the fox "), engine.encode("a thing ")
    gains = engine.calibrated(prompt, neutral, ["fox", "the"])
    differences = [
        one - other
        for one, other in zip(
            engine.score(prompt, ["fox", "the"]), engine.score(neutral, ["fox", "the"]), strict=True
        )
    ]
    assert gains == pytest.approx(differences, abs=1e-4)
    assert engine.calibrated(prompt, prompt, ["fox"]) == pytest.approx([0.0], abs=1e-4)


def test_candidates_side_by_side_equal_candidates_alone(engine: Engine) -> None:
    prompt = engine.encode("the fox ")
    grammars = [from_lark(f'start: /{letters}{{3,9}}/ "."') for letters in ("[a-c]", "[x-z]", ".")]
    together = engine.candidates(prompt, grammars, [greedy] * 3, limit=20)
    alone = [engine.candidates(prompt, [each], [greedy], limit=20)[0] for each in grammars]
    assert [each.text for each in together] == [each.text for each in alone]
    assert [each.score for each in together] == pytest.approx([e.score for e in alone], abs=1e-3)


def test_a_candidate_that_meets_the_limit_is_left_out(engine: Engine) -> None:
    grammars = [from_lark("start: /[a-z]{2}/"), from_lark("start: /[a-z]{60}/")]
    found = engine.candidates(engine.encode("x"), grammars, [greedy] * 2, limit=8)
    assert len(found) == 1
    assert len(found[0].text) == 2


def test_the_same_seed_samples_the_same_text(engine: Engine) -> None:
    def sampled(seed: int) -> list[str]:
        generator = torch.Generator().manual_seed(seed)
        chooses = [Fresh(Sampler(generator, temperature=1.5, top_p=0.99))] * 4
        found = engine.candidates(
            engine.encode("the"), [from_lark("start: /[a-z ]{5,12}/")] * 4, chooses, limit=20
        )
        return [each.text for each in found]

    assert sampled(3) == sampled(3)
    assert sampled(3) != sampled(4)


def test_closing_stops_after_the_token_that_was_asked_for(engine: Engine) -> None:
    pieces = engine.write(engine.encode("the"), greedy, grammar=None, limit=100)
    next(pieces)
    calls = engine.tally.calls
    pieces.close()
    assert engine.tally.calls == calls == 1


def test_an_interrupted_pass_leaves_the_engine_usable(
    engine: Engine, model: LlamaForCausalLM
) -> None:
    prompt = engine.encode("the fox sleeps")
    expected = engine.score(prompt, [" the"])

    def interrupt(_module: object, _args: object) -> None:
        raise KeyboardInterrupt

    handle = model.model.layers[1].register_forward_pre_hook(interrupt)
    with pytest.raises(KeyboardInterrupt):
        engine.score(engine.encode("a butterfly"), [" the"])
    handle.remove()
    assert engine.score(prompt, [" the"]) == pytest.approx(expected, abs=1e-4)


def test_a_grammar_that_is_none_is_named(engine: Engine) -> None:
    with pytest.raises(DirectorError, match="grammar"):
        engine.candidates(engine.encode("x"), [from_lark("start: nothing")], [greedy], limit=3)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    seed=st.integers(0, 1000),
    times=st.lists(st.sampled_from(["dawn", "day", "dusk", "night"]), min_size=1, unique=True),
    count=st.integers(1, 3),
)
def test_random_weights_always_write_what_the_schema_admits(
    tokenizer: PreTrainedTokenizerFast, seed: int, times: list[str], count: int
) -> None:
    frame = {**FRAME, "properties": {**FRAME["properties"], "time": {"enum": times}}}
    schema = {
        "type": "object",
        "properties": {
            "frames": {"type": "array", "items": frame, "minItems": count, "maxItems": count}
        },
        "required": ["frames"],
        "additionalProperties": False,
    }
    engine = Engine(toy_model(len(tokenizer), seed), tokenizer)
    sampler = Sampler(torch.Generator().manual_seed(seed), temperature=1.5, top_p=1.0)
    tokens: list[int] = []
    for piece in engine.write([1], sampler, grammar=from_json_schema(schema), limit=600):
        tokens += piece.tokens
    frames = json.loads(engine.decode(tokens))["frames"]
    assert len(frames) == count
    for each in frames:
        assert list(each) == list(FRAME["properties"])
        assert each["time"] in times
        assert each["background"] in {"forest", "beach"}
        assert len(each["note"]) <= 12
        assert each["count"] in range(10)
