"""The one exception tree.

::

    VisnykError                 an error with a one-line message for a person
    ├── ConfigError             a setting is wrong: file, key, value, reason
    ├── SourceError             a source gave no news; carries a stable ``code``
    │   ├── FetchError          … it could not be fetched
    │   └── ReadError           … what came is not readable as news
    ├── EngineError             a translation engine did not answer well
    ├── ExchangeError           a file to import (TMX) is not what it should be
    ├── ReviewError             a translation cannot be looked at or corrected like this
    ├── StoryError              entries cannot be joined or taken apart like this
    ├── AccountError            an editor's account cannot be made or changed like this
    ├── SignInError             a name or a password is wrong; nobody is told which
    ├── TooManyTries            to sign in, by one name or from one address
    └── StoreError              the database cannot be opened or written

Foreign exceptions are wrapped at the boundary that calls foreign code, with ``from``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Self


class VisnykError(Exception):
    """Base of all errors that Visnyk raises on purpose; ``str()`` is one line that a person can act on."""


class ConfigError(VisnykError):
    """A setting that cannot be used."""

    def __init__(self, file: str, key: str, reason: str, value: object = None) -> None:
        self.file, self.key, self.reason, self.value = file, key, reason, value
        shown = "" if value is None else f" = {value!r}"
        where = f"{file}: {key}{shown}" if key else file
        super().__init__(f"{where}: {reason}")


_TEMPORARY = frozenset("timeout connection dns tls truncated http-408 http-425 http-429 block-page error-page".split())


class SourceError(VisnykError):
    """A source that yielded no news.

    ``code`` is a short stable word (``http-500``, ``timeout``, ``too-large``, ``not-a-feed``…) for scripts,
    ``retry_after`` what the server asked for, if it did.
    """

    def __init__(self, code: str, message: str, *, retry_after: timedelta | None = None) -> None:
        self.code, self.message, self.retry_after = code, message, retry_after
        super().__init__(message)

    @property
    def temporary(self) -> bool:
        """May the same request succeed in an hour, without anybody changing anything?"""
        return self.code in _TEMPORARY or self.code.startswith("http-5")

    def without_frames(self) -> Self:
        """This error as a value that is kept: its traceback would keep alive every frame that it came through, with the
        documents in them, and where a frame holds the error, that is until the next garbage collection."""
        error: BaseException | None = self
        while error is not None:
            error.__traceback__ = None
            error = error.__cause__ or error.__context__
        return self

    def __reduce__(self) -> tuple[object, ...]:
        # The default would call ``cls(*args)`` with the message alone: a reader raises these in a child process.
        return (_rebuild, (type(self), self.code, self.message, self.retry_after))


def _rebuild(cls: type[SourceError], code: str, message: str, retry_after: timedelta | None) -> SourceError:
    return cls(code, message, retry_after=retry_after)


class FetchError(SourceError):
    """The source could not be fetched."""


class ReadError(SourceError):
    """The source was fetched, but what came cannot be read as news."""


class EngineError(VisnykError):
    """A translation engine that failed or answered with something that is no translation.

    ``transient`` says whether the same request may succeed later; ``retry_after`` how long to leave it alone.
    """

    def __init__(
        self, engine: str, reason: str, *, transient: bool = True, retry_after: timedelta | None = None
    ) -> None:
        self.engine, self.reason, self.transient, self.retry_after = engine, reason, transient, retry_after
        super().__init__(f"{engine}: {reason}")


class ExchangeError(VisnykError):
    """A file to import or export that is not what it should be; the message names file, line and reason."""


class ReviewError(VisnykError):
    """A translation that cannot be looked at or corrected as somebody asked; ``acceptable``: unless they insist."""

    def __init__(self, message: str, *, acceptable: bool = False) -> None:
        self.acceptable = acceptable
        super().__init__(message)


class StoryError(VisnykError):
    """Entries that cannot be joined to a story or taken out of it as somebody asked."""


class AccountError(VisnykError):
    """An account for the desk that cannot be made or changed as somebody asked."""


class SignInError(VisnykError):
    """Nobody may sign in with this name and password: which of them is wrong, or both, is not said."""

    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")


class TooManyTries(VisnykError):
    """To sign in, by one name, from one address or in one browser; the next one may be in so many ``seconds``."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"too many tries to sign in: wait {seconds} s, or have somebody run `visnyk editors unlock`")


class StoreError(VisnykError):
    """The database cannot be opened, read or written; the message names it and the reason."""
