"""The user's settings and folders. Nothing is read at import; `Settings()` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import PlatformDirs
from pydantic import Field, StringConstraints
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from schemas.base import Value
from schemas.render import Precision
from schemas.script import FRAMES_LIMIT
from schemas.usage import Price


class Folders(Value):
    """The user-level folders. None of them is created by naming it."""

    config: Path
    """config.toml lies here."""
    data: Path
    """Projects made without --out."""
    state: Path
    """Logs and histories."""
    cache: Path
    """Converted models; may be deleted at any time."""

    @classmethod
    def of(cls, home: Path | None) -> Folders:
        """Below `home` (what STORYREEL_HOME names), or where the platform wants them."""
        if home is not None:
            return cls(
                config=home / "config",
                data=home / "data",
                state=home / "state",
                cache=home / "cache",
            )
        dirs = PlatformDirs("storyreel", appauthor=False)
        return cls(
            config=dirs.user_config_path,
            data=dirs.user_data_path,
            state=dirs.user_state_path,
            cache=dirs.user_cache_path,
        )


class Endpoint(Value):
    """A server that speaks OpenAI's chat completions: `[endpoints.NAME]` in config.toml."""

    base_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s@]+$")]
    """Up to and including the version ("http://127.0.0.1:8000/v1"); never with a key in it."""
    model: Annotated[str, StringConstraints(min_length=1)]
    """What the server calls its model."""
    key_env: Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]*$")] | None = None
    """Environment variable that holds the key; None where the server asks for none."""


class Settings(BaseSettings):
    """Order: command line, environment (STORYREEL_...), config.toml, these defaults."""

    model_config = SettingsConfigDict(
        env_prefix="STORYREEL_", env_ignore_empty=True, extra="forbid", frozen=True
    )

    home: Path | None = None
    """Moves all folders below one."""
    director: str = "pocket"
    """Director used where none is named."""
    renderer: str = "pocket"
    """Renderer used where none is named."""
    precision: Precision = "auto"
    """Of rendering on this machine. Stills in another precision are other stills, so name one here
    where a project moves between machines."""
    frames: int = Field(default=8, ge=1, le=FRAMES_LIMIT)
    """Number of frames of a new script."""
    theme: str = "textual-dark"
    """Colours of the chat, by Textual's name of the theme."""
    autoplay: bool = True
    """Whether the chat plays a new take by itself."""
    motion: Literal["full", "reduced"] = "full"
    """reduced: nothing moves by itself, neither clips nor the chat's own transitions."""
    notify: Literal["bell", "osc9", "osc777", "off"] = "bell"
    """How the chat tells that a long turn has ended while the user looks elsewhere."""
    endpoints: dict[str, Endpoint] = {}
    """Directors on servers of the user's own, by the id that --director names them with."""
    prices: dict[str, Price] = {}
    """What directors cost, by their ids; what is not named here has no known price."""
    approve_above: float = Field(default=600.0, ge=0)
    """Seconds of rendering above which somebody is asked first."""

    @property
    def folders(self) -> Folders:
        """The folders that these settings lead to."""
        return Folders.of(self.home)


def read_settings(home: Path | None) -> Settings:
    """The settings from the environment and from config.toml in the config folder.

    Raises:
        pydantic.ValidationError: a value is out of range or a key is unknown.
        pydantic_settings.SettingsError: a variable that should hold JSON does not.
        tomllib.TOMLDecodeError, UnicodeDecodeError: config.toml is not TOML.
        OSError: config.toml cannot be read.
    """
    config = Folders.of(home).config / "config.toml"

    class _FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (
                init_settings,
                env_settings,
                TomlConfigSettingsSource(settings_cls, toml_file=config),
            )

    return _FromFile()
