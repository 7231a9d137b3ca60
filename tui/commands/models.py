"""`storyreel models`: which models there are; preparing, fetching and probing one."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from typing import Final

from schemas.capabilities import Capabilities
from schemas.errors import UsageError
from schemas.settings import Settings
from tui.composition import open_director
from tui.environment import user_settings
from tui.inspecting import model_states

_EXAMPLES: Final = {
    "prepare": "the models to prepare are: pocket",
    "pull": "for example: storyreel models pull Qwen/Qwen3-4B-Instruct-2507",
    "probe": "name a director: an endpoint of config.toml, openai:MODEL, ...",
}


def run(arguments: Namespace) -> None:
    """Lists the models, or does to one of them what the action says.

    Raises:
        UsageError: an ID is missing or superfluous, or there is no such model.
        ModelMissing: weights are absent or damaged, or cannot be fetched.
        DirectorError: the model that is probed cannot be reached.
        DiskFull: a model does not fit.
    """
    settings = user_settings()
    action: str = arguments.action
    if action == "list":
        if arguments.id is not None:
            raise UsageError(f"models list takes no ID, got {arguments.id!r}", hint="leave it out")
    elif arguments.id is None:
        raise UsageError(f"models {action} needs an ID", hint=_EXAMPLES[action])
    elif action == "prepare":
        director = open_director(arguments.id, settings)
        print(f"preparing {director.id}", file=sys.stderr)
        director.load()
    elif action == "pull":
        _pull(arguments.id, json_wanted=arguments.json)
        return
    else:
        _probe(arguments.id, settings, json_wanted=arguments.json)
        return
    _list(settings, json_wanted=arguments.json)


def _list(settings: Settings, *, json_wanted: bool) -> None:
    from agent.models.listing import chat_model_states

    folders = settings.folders
    states = [
        *model_states(settings),
        *chat_model_states(settings.endpoints, os.environ, folders.config, folders.cache),
    ]
    if json_wanted:
        print(json.dumps({"models": [state.model_dump() for state in states]}))
        return
    width = max(len(state.id) for state in states)
    for state in states:
        print(f"{state.kind:8} {state.id:{width}} {state.state:10} {state.detail}")


def _pull(model: str, *, json_wanted: bool) -> None:
    from huggingface_hub import HfApi

    from agent.models.hub import hub_cache
    from agent.models.pulling import pull

    if model == "pocket":
        raise UsageError(
            "there is nothing to pull for 'pocket'", hint="run `storyreel models prepare pocket`"
        )
    model = model.removeprefix("transformers:")
    cache = hub_cache(os.environ)
    folder = pull(model, cache, tell=lambda line: print(line, file=sys.stderr), api=HfApi())
    if json_wanted:
        print(json.dumps({"model": model, "folder": str(folder)}))
    else:
        print(folder)


def _probe(director: str, settings: Settings, *, json_wanted: bool) -> None:
    from agent.models.capabilities import store
    from agent.models.listing import described
    from agent.models.probing import probe
    from agent.models.registry import open_chat_model

    folders = settings.folders
    endpoint = settings.endpoints.get(director)
    name = endpoint.model if endpoint else director.partition(":")[2]
    model = open_chat_model(director, settings.endpoints, os.environ, folders.config)
    print(f"probing {director}", file=sys.stderr)
    record: Capabilities = probe(director, model, name, endpoint.base_url if endpoint else None)
    store(folders.cache, record)
    if json_wanted:
        print(record.model_dump_json())
        return
    print(f"{director}: {described(record)}")
    for problem in record.problems:
        print(problem, file=sys.stderr)
