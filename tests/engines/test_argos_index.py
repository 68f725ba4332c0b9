"""An index of models on loopback, and downloads that fail."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.engines import argos_index
from feeds.errors import EngineError

from .argos_model import end_of_requests, package, refused, small
from .loopback import Asked, Reply, Server, answer


def entry(url: str, source: str = "uk", target: str = "en", version: str = "1.9", **more: object) -> dict[str, object]:
    """A line of the index."""
    return {"from_code": source, "to_code": target, "package_version": version, "links": [url], **more}


def offering(entries: Callable[[str], object], file: bytes = b"", **reply: object) -> Callable[[Asked], Reply]:
    """A server with an index and one file, wherever it is asked for."""

    def serve(asked: Asked) -> Reply:
        if asked.target == "/index.json":
            return answer(entries(f"http://{asked.headers['Host']}"))
        return Reply(body=file, **reply)  # type: ignore[arg-type]

    return serve


def test_downloaded_where_the_settings_name_an_index(tmp_path: Path) -> None:
    """With an index the newest model for the pair is downloaded once; later nobody is asked."""
    older, file = package(tmp_path, version="1.9"), package(tmp_path, version="1.10")

    def entries(url: str) -> object:
        return [
            entry(f"{url}/old", version="1.9"), entry(f"{url}/new", version="1.10"), entry(f"{url}/de", target="de"),
            entry("ipfs://Qm", version="3.0"), entry(f"{url}/sbd", version="4.0", type="sbd"), "nonsense", {"links": 5},
        ]  # fmt: skip

    with Server(offering(entries, file.read_bytes())) as server:
        for _ in range(2):
            argos = small(index=f"{server.url}/index.json", folder=tmp_path / "models")
            assert argos.translate(["Мер"], "uk", "en") == ["The mayor"]
            assert argos.version == "1.10"
        assert [asked.target for asked in server.asked] == ["/index.json", "/new"]
        named = small([older], index=f"{server.url}/index.json", folder=tmp_path / "other")
        assert named.translate(["Мер"], "uk", "en") == ["The mayor"]
        assert len(server.asked) == 2
    assert [path.name[:10] for path in (tmp_path / "models").iterdir()] == ["uk_en-1.10"]


def test_next_link_where_one_fails(tmp_path: Path) -> None:
    """Where one link gives nothing the next is tried."""
    file = package(tmp_path).read_bytes()

    def serve(asked: Asked) -> Reply:
        if asked.target == "/index.json":
            url = f"http://{asked.headers['Host']}"
            return answer([entry("", links=[f"{url}/gone", f"{url}/moved"])])
        if asked.target == "/gone":
            return Reply(404)
        return Reply(302, headers={"Location": "/file"}) if asked.target == "/moved" else Reply(body=file)

    with Server(serve) as server:
        argos = small(index=f"{server.url}/index.json", folder=tmp_path / "models")
        assert argos.translate(["Мер"], "uk", "en") == ["The mayor"]
    assert [asked.target for asked in server.asked] == ["/index.json", "/gone", "/moved", "/file"]


FAILURES: dict[str, tuple[Callable[[str], object], dict[str, object], str]] = {
    "pair": (lambda url: [entry(url, target="de")], {}, "the index has no model from uk into en"),
    "no list": (lambda url: {"error": "no"}, {}, "/index.json is no index of model packages"),
    "status": (lambda url: [entry(url)], {"status": 503}, "cannot be downloaded: 127.0.0.1 answered with status 503"),
    "broken off": (lambda url: [entry(url)], {"length": 99}, "cannot be downloaded: 127.0.0.1 gave no whole answer ("),
    "not a link": (lambda url: [entry("http://[")], {}, "cannot be downloaded: "),
    "loop": (
        lambda url: [entry(url)], {"status": 302, "headers": {"Location": "/again"}},
        "cannot be downloaded: 127.0.0.1 gave no whole answer (TooManyRedirects)",
    ),
    "no package": (lambda url: [entry(url)], {}, "is damaged, or no model package"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILURES)
def test_failing_downloads(tmp_path: Path, case: str) -> None:
    """A download that fails leaves nothing behind, and says why."""
    entries, reply, reason = FAILURES[case]
    with Server(offering(entries, b"nothing", **reply)) as server:
        argos = small(index=f"{server.url}/index.json", folder=tmp_path / "models", total=20)
        assert reason in str(refused(argos))
    assert list(tmp_path.glob("models/*")) == []


def test_page_instead_of_an_index(tmp_path: Path) -> None:
    """A web page where the index should be is told as what it is."""
    with Server(lambda asked: Reply(body="<!DOCTYPE html>")) as server:
        argos = small(index=f"{server.url}/index.html", folder=tmp_path / "models")
        assert str(refused(argos)) == f"argos: {server.url}/index.html is no index of model packages"


def test_other_package_than_promised(tmp_path: Path) -> None:
    """A package for another pair or of another version than the index says is not installed."""
    file = package(tmp_path, version="1.8").read_bytes()
    with Server(offering(lambda url: [entry(url)], file)) as server:
        argos = small(index=f"{server.url}/index.json", folder=tmp_path / "models")
        assert "the index promised uk-en 1.9, and another model came" in str(refused(argos))
    assert list(tmp_path.glob("models/*")) == []


def test_secure_index_leads_nowhere_insecure() -> None:
    """From an index that came over https no link over http is followed; from one over http both are."""
    line = entry("", links=["http://a.example/1", "https://a.example/2", "file:///etc/passwd", 5])
    secure, open_ = (argos_index._offer(line, secure=secure) for secure in (True, False))
    assert secure is not None
    assert open_ is not None
    assert secure.links == ("https://a.example/2",)
    assert open_.links == ("http://a.example/1", "https://a.example/2")
    assert argos_index._offer(entry("http://a.example/1"), secure=True) is None


def test_download_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download ends at the largest size, and at the deadline, however slowly it comes."""
    monkeypatch.setattr(argos_index, "_LARGEST", 1_000_000)
    with Server(offering(lambda url: [entry(url)], b"x" * 1_000_001)) as server:
        argos = small(index=f"{server.url}/index.json", folder=tmp_path / "models")
        assert "cannot be downloaded: it is larger than 1 MB" in str(refused(argos))
    with Server(offering(lambda url: [entry(url)], b"PK", length=-1, act="drip")) as server:
        argos = small(index=f"{server.url}/index.json", folder=tmp_path / "models", total=0.4)
        error = refused(argos)
        assert error.transient
        assert "0.4 s" in str(error) or "raise total_seconds, or name a package file" in str(error)
        end_of_requests()
    assert list(tmp_path.glob("models/*")) == []


def test_time_for_a_download_is_over() -> None:
    """When the time is over before a download begins, the error says what to do."""
    with pytest.raises(EngineError, match="raise total_seconds, or name a package file"):
        argos_index.newest("http://127.0.0.1:9/index.json", "uk", "en", time.monotonic() - 1)


def test_no_place_for_a_download(tmp_path: Path) -> None:
    """Where a download cannot be kept the error says so."""
    (tmp_path / "models").touch()
    with Server(offering(lambda url: [entry(url)])) as server:
        argos = small(index=f"{server.url}/index.json", folder=tmp_path / "models" / "below")
        assert "no model can be kept in" in str(refused(argos))
