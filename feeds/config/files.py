"""Settings files: read, checked, and complained of by file, key, value and reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from feeds.config.table import Table
from feeds.errors import ConfigError

Model = TypeVar("Model", bound=Table)


def load(path: Path, model: type[Model]) -> Model:
    """Read and check one file.

    :raises ConfigError: naming file, key, value and reason.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(str(path), "", "there is no such file") from None
    except OSError as error:
        raise ConfigError(str(path), "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "", f"is not UTF-8 at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), "", f"is no valid TOML: {error}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _first(path, data, error) from error


def _first(path: Path, data: dict[str, Any], error: ValidationError) -> ConfigError:
    first, *others = error.errors(include_url=False)
    reason = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        reason = "there is no such setting"
    elif first["type"] == "missing":
        reason = "is missing"
    elif first["type"] == "tuple_type":
        single = isinstance(first["input"], dict)
        reason = "is one table; write its name in [[two brackets]]" if single else "is no list; write it in [brackets]"
    elif first["type"] == "model_type":
        reason = "is no table"
    # A list with a wrong item is too short as well, for pydantic.
    more = sum(first["loc"][: len(other["loc"])] != other["loc"] for other in others)
    value = None if first["type"] == "missing" or isinstance(first["input"], dict) else first["input"]
    return ConfigError(str(path), _key(first["loc"], data), reason + (f" (and {more} more)" if more else ""), value)


def _key(location: tuple[int | str, ...], data: dict[str, Any]) -> str:
    """``source[2] (kyiv).url``: a table of a list is named by its id too, where it has one."""
    key = ""
    here: Any = data
    for part in location:
        here = _inside(here, part)
        if isinstance(part, int):
            name = here.get("id") if isinstance(here, dict) else None
            key += f"[{part + 1}]" + (f" ({name})" if isinstance(name, str) else "")
        else:
            key += f".{part}" if key else part
    return key


def _inside(container: Any, part: int | str) -> Any:
    if isinstance(container, dict):
        return container.get(part)
    return container[part] if isinstance(container, list) and isinstance(part, int) and part < len(container) else None


def load_unique(path: Path, name: str, model: type[Model]) -> Model:
    """The same for a file whose tables ``name`` have ids, each of which may be used once.

    :raises ConfigError: naming file, key, value and reason.
    """
    loaded = load(path, model)
    seen: set[str] = set()
    for index, item in enumerate(getattr(loaded, name), start=1):
        if item.id in seen:
            raise ConfigError(str(path), f"{name}[{index}].id", "is used twice; ids must be unique", item.id)
        seen.add(item.id)
    return loaded
