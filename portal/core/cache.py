"""Anonymous public pages, answered without doing the work again while nothing has changed.

A view says that its page is shareable by answering with ``Cache-Control: public`` (``core.web`` does it
for public GET views that touched no session). The version of a page is the number of the last audit entry
plus the minute: a change anywhere, or the time of day, makes a new one.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from portal.core import clock

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


@dataclass(frozen=True)
class _Stored:
    version: str
    etag: str
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class PageCache:
    """WSGI middleware. ``version`` is asked at most every ``seconds``."""

    def __init__(
        self,
        app: Callable[[Environ, StartResponse], Iterable[bytes]],
        *,
        version: Callable[[], int],
        cookie: str,
        seconds: float,
        pages: int = 200,
    ) -> None:
        self.app, self.version, self.cookie, self.seconds, self.pages = (
            app,
            version,
            cookie + "=",
            seconds,
            pages,
        )
        self._stored: OrderedDict[tuple[str, ...], _Stored] = OrderedDict()
        self._lock = Lock()
        self._asked = (0.0, "")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or self.cookie in environ.get("HTTP_COOKIE", ""):
            return self.app(environ, start_response)
        key = (
            environ.get("HTTP_HOST", ""),
            environ.get("SCRIPT_NAME", ""),
            environ.get("PATH_INFO", ""),
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT_ENCODING", ""),
            "part" if "HTTP_HX_REQUEST" in environ and "HTTP_HX_BOOSTED" not in environ else "",
        )
        if key[2].startswith("/static/"):
            return self.app(environ, start_response)
        try:
            version = self._version()
        except SQLAlchemyError:
            return self.app(environ, start_response)  # the application says in its own words what is wrong
        with self._lock:
            stored = self._stored.get(key)
            if stored is not None and stored.version == version:
                self._stored.move_to_end(key)
        if stored is None or stored.version != version:
            return self._fresh(key, version, environ, start_response)
        return _answer(stored, environ, start_response)

    def _version(self) -> str:
        now = time.monotonic()
        asked, version = self._asked
        if not version or now - asked >= self.seconds:
            version = f"{self.version()}.{int(clock.now().timestamp() // 60)}"
            self._asked = (now, version)
        return version

    def _fresh(
        self, key: tuple[str, ...], version: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        seen: list[Any] = []

        def remember(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen[:] = [status, headers]
            return lambda _data: None

        produced = self.app(environ, remember)
        try:
            body = b"".join(produced)
        finally:
            close = getattr(produced, "close", None)
            if close is not None:
                close()
        status, headers = seen
        if not status.startswith("200") or not _shareable(headers):
            start_response(status, headers)
            return [body]
        # A view that knows better when its answer is a new one (calendar feeds) has said so.
        made = hashlib.sha256("\0".join((*key, version)).encode()).hexdigest()[:20]
        etag = next((v for n, v in headers if n.lower() == "etag"), f'W/"{made}"')
        kept = [(n, v) for n, v in headers if n.lower() != "etag"]
        stored = _Stored(version, etag, status, [*kept, ("ETag", etag)], body)
        with self._lock:
            self._stored[key] = stored
            while len(self._stored) > self.pages:
                self._stored.popitem(last=False)
        return _answer(stored, environ, start_response)


def _shareable(headers: list[tuple[str, str]]) -> bool:
    names = {name.lower(): value for name, value in headers}
    return "public" in names.get("cache-control", "") and "set-cookie" not in names


def _answer(stored: _Stored, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    if stored.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response(
            "304 Not Modified", [(n, v) for n, v in stored.headers if n.lower() != "content-length"]
        )
        return [b""]
    start_response(stored.status, list(stored.headers))
    return [stored.body]
