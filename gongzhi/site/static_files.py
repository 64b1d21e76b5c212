"""Screens that were built anew are served at once: their files are listed again when a folder of them has changed."""

import os
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

SCREENS = "/static/web/"


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """As WhiteNoise, which lists every file once, when it begins; but a build gives the files of the screens other
    names, and takes those that were listed away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.listing = Lock()
        self.built = ""
        self.listed = self._changed()
        self.files: dict[str, Any] = {}
        super().__init__(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The file, where there is one under that address now."""
        if request.path_info.startswith(SCREENS):
            self._list_again()
        answer: HttpResponse = super().__call__(request)
        return answer

    def _list_again(self) -> None:
        changed = self._changed()
        with self.listing:
            if changed == self.listed:
                return
            self.files = {url: file for url, file in self.files.items() if not url.startswith(SCREENS)}
            if self.built:
                self.add_files(self.built, prefix=SCREENS)
            self.listed = changed

    def _changed(self) -> dict[str, int]:
        """When something was last added to, or taken from, each folder of the screens; empty where none was built."""
        found = self.built or finders.find("web")
        if not isinstance(found, str):
            return {}
        self.built = found
        return dict(each for app in os.scandir(found) if app.is_dir() for each in _folder(app))


def _folder(app: os.DirEntry[str]) -> Iterator[tuple[str, int]]:
    yield app.path, app.stat().st_mtime_ns
    assets = f"{app.path}/assets"
    if os.path.isdir(assets):
        yield assets, os.stat(assets).st_mtime_ns
