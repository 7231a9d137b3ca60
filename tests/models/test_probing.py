"""A probe finds what an endpoint can do; the record is kept, and the model adapted to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.models.capabilities import store, stored
from agent.models.listing import chat_model_states
from agent.models.probing import probe
from agent.models.registry import open_chat_model
from schemas.capabilities import Capabilities
from schemas.errors import DirectorError
from schemas.settings import Endpoint
from tests.models.serving import Able, serving

ALL = frozenset({"tools", "tool_streaming", "forced_choice", "json_schema", "usage"})
KEY = "sk-canary-0123456789"


def probed(abilities: frozenset[str]) -> Capabilities:
    with serving(Able(abilities).handler()) as url:
        model = open_chat_model("toy", {"toy": endpoint(url)}, {"TOY_KEY": KEY}, Path("nowhere"))
        return probe("toy", model, "toy", f"{url}/v1")


def endpoint(url: str) -> Endpoint:
    return Endpoint(base_url=f"{url}/v1", model="toy", key_env="TOY_KEY")


@pytest.mark.parametrize(
    "abilities",
    [ALL, frozenset(), *(ALL - {each} for each in sorted(ALL))],
    ids=["all", "none", *(f"no {each}" for each in sorted(ALL))],
)
def test_each_ability_is_found_by_itself(abilities: frozenset[str]) -> None:
    record = probed(abilities)
    assert {name for name in ALL if getattr(record, name)} == abilities
    assert KEY not in record.model_dump_json()


def test_a_server_that_cannot_be_reached_is_no_finding() -> None:
    model = open_chat_model(
        "toy", {"toy": endpoint("http://127.0.0.1:9")}, {"TOY_KEY": KEY}, Path("nowhere")
    )
    with pytest.raises(DirectorError, match="cannot be reached"):
        probe("toy", model, "toy", None)


def test_the_record_is_kept_until_the_endpoint_changes(tmp_path: Path) -> None:
    record = probed(ALL)
    store(tmp_path, record)
    assert stored(tmp_path, "toy", "toy", record.base_url) == record
    assert stored(tmp_path, "toy", "other", record.base_url) is None
    assert stored(tmp_path, "toy", "toy", "http://127.0.0.1:1/v1") is None
    (path,) = (tmp_path / "capabilities").iterdir()
    path.write_text("{broken", encoding="utf-8")
    assert stored(tmp_path, "toy", "toy", record.base_url) is None


@pytest.mark.parametrize("streams", [True, False])
def test_a_model_whose_streamed_calls_are_lost_is_asked_for_whole_ones(
    tmp_path: Path, streams: bool
) -> None:
    able = Able(ALL if streams else ALL - {"tool_streaming"})
    environment = {"TOY_KEY": KEY, "STORYREEL_HOME": str(tmp_path)}
    with serving(able.handler()) as url:
        endpoints = {"toy": endpoint(url)}
        model = open_chat_model("toy", endpoints, environment, tmp_path)
        store(tmp_path / "cache", probe("toy", model, "toy", f"{url}/v1"))
        model = open_chat_model("toy", endpoints, environment, tmp_path)
        tool = {"name": "set_number", "description": "", "parameters": {"type": "object"}}
        chunks = list(model.bind_tools([tool]).stream("Call it."))
    assert able.requests[-1].get("stream", False) is streams
    whole = chunks[0]
    for chunk in chunks[1:]:
        whole += chunk
    assert [call["name"] for call in whole.tool_calls] == ["set_number"]


def test_the_list_tells_findings_and_hides_keys(tmp_path: Path) -> None:
    record = probed(ALL - {"forced_choice"})
    store(tmp_path, record)
    assert record.base_url is not None
    endpoints = {
        "toy": Endpoint(base_url=record.base_url, model="toy", key_env="TOY_KEY"),
        "other": Endpoint(base_url="https://far.example/v1", model="big", key_env="FAR_KEY"),
    }
    environment = {"TOY_KEY": KEY, "OPENAI_API_KEY": KEY}
    found = {
        state.id: state for state in chat_model_states(endpoints, environment, tmp_path, tmp_path)
    }
    assert found["toy"].state == "ready"
    assert "tools, tool streaming, no forced choice, JSON schema, usage" in found["toy"].detail
    assert (found["other"].state, "no FAR_KEY" in found["other"].detail) == ("missing", True)
    assert found["openai:MODEL"].detail == "key found"
    assert found["anthropic:MODEL"].state == "missing"
    assert KEY not in "".join(state.model_dump_json() for state in found.values())
