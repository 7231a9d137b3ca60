"""LangChain's own standard unit tests for chat models."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_tests.unit_tests import ChatModelUnitTests

from agent.local.chat import ChatTransformers
from tests.local.dictation import toy_speaker


class TestChatTransformers(ChatModelUnitTests):
    @property
    def chat_model_class(self) -> type[BaseChatModel]:
        return ChatTransformers

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"model": "toy", "speaker": toy_speaker}

    @property
    def init_from_env_params(self) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
        """It takes nothing from the environment."""
        return {"MODEL": "another"}, self.chat_model_params, {"model": "toy"}
