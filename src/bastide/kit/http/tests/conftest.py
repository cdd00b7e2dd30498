import contextlib
import os
import shutil
import socket
import subprocess
import time

import pytest

from bastide.kit.http.pages import purge, purge_all
from bastide.kit.http.store import page_store

from . import urls


@pytest.fixture
def pages(settings, tmp_path):
    """The cache of pages in files, as an installation has it, with nothing in it."""
    settings.ROOT_URLCONF = "bastide.kit.http.tests.urls"
    settings.CACHES = {**settings.CACHES, "pages": files_in(tmp_path / "pages")}
    urls.made.clear()
    urls.meanwhile.clear()
    page_store.cache_clear()
    yield urls
    page_store.cache_clear()


def files_in(folder):
    return {"BACKEND": "bastide.kit.http.cache.PageFileCache", "LOCATION": str(folder)}


@pytest.fixture
def purge_now(django_capture_on_commit_callbacks):
    def call(*tags):
        with django_capture_on_commit_callbacks(execute=True):
            purge(*tags) if tags else purge_all()

    return call


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    """The address of a Redis (or Valkey) of our own on loopback, and a way to end it."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        reason = "No Redis on PATH: install the package redis-server (or valkey-server)."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    folder = tmp_path_factory.mktemp("redis")
    server = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()
