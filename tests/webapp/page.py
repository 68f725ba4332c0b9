"""Looking at a page as a tree."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html


def tree(client: FlaskClient, path: str, status: int = 200) -> Any:
    """The parsed page at ``path``; untyped, because what an XPath gives is."""
    response = client.get(path)
    assert response.status_code == status
    return parsed(response.text)


def parsed(page: str) -> Any:
    """A page's tree."""
    return html.document_fromstring(page)


def text(element: Any) -> str:
    """All text in an element on one line."""
    return " ".join(str(element.text_content()).split())
