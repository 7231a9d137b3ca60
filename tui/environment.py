"""The user's settings, with errors that a user can act on."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import SettingsError

from schemas.errors import UsageError
from schemas.settings import Folders, Settings, read_settings
from schemas.text import shortened


def user_settings() -> Settings:
    """The settings of this process.

    Raises:
        UsageError: the environment or config.toml holds something that is not a setting.
    """
    home = _home()
    config = Folders.of(home).config / "config.toml"
    try:
        return read_settings(home).model_copy(update={"home": home})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{str(config)!r} is not valid TOML: {error}", hint="correct that line, or move it away"
        ) from error
    except OSError as error:
        raise UsageError(
            f"{shortened(str(config))!r} cannot be read: {error.strerror or error}",
            hint="check the rights to it, and the folder that STORYREEL_HOME names",
        ) from error
    except SettingsError as error:
        raise UsageError(
            f"a setting is not valid: {error}",
            hint="correct the STORYREEL_ variable of that name; lists and tables are JSON there",
        ) from error
    except ValidationError as error:
        raise UsageError(
            f"a setting is not valid: {first_problem(error)}",
            hint=f"correct the STORYREEL_ variable or the entry in {str(config)!r}; "
            f"the settings are {', '.join(Settings.model_fields)}",
        ) from error


def _home() -> Path | None:
    named = os.environ.get("STORYREEL_HOME")
    try:
        return Path(named).expanduser() if named else None
    except RuntimeError as error:
        raise UsageError(
            f"STORYREEL_HOME names the home of nobody: {named!r}",
            hint="name a folder, or unset the variable",
        ) from error


def first_problem(error: ValidationError) -> str:
    """The first of pydantic's complaints in one line: field, what is wrong, the value."""
    problem = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    message = problem["msg"].removeprefix("Value error, ")
    value = str(problem.get("input", ""))
    shown = f" (got {value[:60]!r})" if value else ""
    return f"{place}: {message}{shown}" if place else f"{message}{shown}"
