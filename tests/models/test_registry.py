"""A director id leads to a chat model, or to words on what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from pydantic import ValidationError

from agent.models.registry import open_chat_model
from agent.models.strict_anthropic import StrictChatAnthropic
from agent.models.strict_openai import StrictChatOpenAI
from schemas.errors import ModelMissing, UsageError
from schemas.settings import Endpoint, read_settings
from tests.agent.toy_language_model import toy_model, toy_tokenizer

LOCAL = {"local": Endpoint(base_url="http://127.0.0.1:8000/v1", model="qwen")}
KEYED = {"far": Endpoint(base_url="https://far.example/v1", model="big", key_env="FAR_KEY")}


def opened(
    director_id: str,
    endpoints: dict[str, Endpoint],
    environment: dict[str, str],
    folder: Path,
) -> BaseChatModel:
    return open_chat_model(director_id, endpoints, environment, folder)


def test_an_endpoint_without_a_key(tmp_path: Path) -> None:
    model = opened("local", LOCAL, {"OPENAI_API_KEY": "sk-not-for-others"}, tmp_path)
    assert isinstance(model, StrictChatOpenAI)
    assert (model.model_name, model.openai_api_base) == ("qwen", "http://127.0.0.1:8000/v1")
    assert model.max_retries == 0
    assert "sk-not-for-others" not in str(model.root_client.api_key)


def test_openai_ignores_an_address_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://evil.example/v1")
    monkeypatch.setenv("OPENAI_API_BASE", "http://evil.example/v1")
    model = opened("openai:gpt-5", {}, {"OPENAI_API_KEY": "sk-x"}, tmp_path)
    assert isinstance(model, StrictChatOpenAI)
    assert str(model.root_client.base_url) == "https://api.openai.com/v1/"


def test_anthropic_ignores_an_address_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://evil.example")
    monkeypatch.setenv("ANTHROPIC_API_URL", "http://evil.example")
    key = {"ANTHROPIC_API_KEY": "sk-x"}
    model = opened("anthropic:claude-sonnet-4-5", {}, key, tmp_path)
    assert isinstance(model, StrictChatAnthropic)
    assert str(model._client.base_url).rstrip("/") == "https://api.anthropic.com"
    assert model.max_retries == 0


@pytest.mark.parametrize(
    ("director_id", "told"),
    [
        ("far", "no FAR_KEY"),
        ("openai:gpt-5", "no OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-4-5", "no ANTHROPIC_API_KEY"),
        ("openai:", "unknown director 'openai:'"),
        ("nobody", "unknown director 'nobody'"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, director_id: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        opened(director_id, KEYED, {}, tmp_path)


def test_the_known_directors_are_listed(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        opened("nobody", {**LOCAL, **KEYED}, {}, tmp_path)
    assert "pocket, openai:MODEL, anthropic:MODEL" in raised.value.hint
    assert "transformers:ID-or-folder, far, local" in raised.value.hint


def test_endpoints_come_from_the_config_file(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(
        '[endpoints.local]\nbase_url = "http://127.0.0.1:8000/v1"\nmodel = "qwen"\n',
        encoding="utf-8",
    )
    assert read_settings(tmp_path).endpoints == LOCAL


@pytest.mark.parametrize("url", ["http://user:sk-key@host/v1", "ftp://host", "file:///etc"])
def test_an_address_holds_no_key_and_is_http(url: str) -> None:
    with pytest.raises(ValidationError):
        Endpoint(base_url=url, model="m")


@pytest.mark.parametrize("provider", ["anthropic", "ollama"])
def test_an_extra_that_is_not_installed_is_named_with_the_command(
    tmp_path: Path, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if it were not installed, even where it is.
    monkeypatch.setitem(sys.modules, f"langchain_{provider}", None)
    monkeypatch.delitem(sys.modules, f"agent.models.strict_{provider}", raising=False)
    with pytest.raises(UsageError, match=f"needs the package langchain-{provider}") as raised:
        opened(f"{provider}:some-model", {}, {"ANTHROPIC_API_KEY": "sk-x"}, tmp_path)
    assert f"storyreel[{provider}]" in raised.value.hint


def test_a_folder_of_transformers_is_opened_without_loading_it(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    model = opened(f"transformers:{tmp_path}", {}, {}, tmp_path)
    with pytest.raises(ModelMissing, match="cannot be loaded"):
        model.invoke("hello")


def test_a_toy_model_in_a_folder_answers(tmp_path: Path) -> None:
    tokenizer = toy_tokenizer()
    tokenizer.save_pretrained(tmp_path)
    toy_model(len(tokenizer)).save_pretrained(tmp_path)
    model = opened(f"transformers:{tmp_path}", {}, {}, tmp_path)
    answer = model.bind(max_tokens=5).invoke("hello")
    assert answer.usage_metadata is not None
    assert 0 < answer.usage_metadata["output_tokens"] <= 5


def test_a_model_that_is_not_on_this_disk_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no model 'toy/absent' on this disk"):
        opened("transformers:toy/absent", {}, {"HF_HOME": str(tmp_path)}, tmp_path)
