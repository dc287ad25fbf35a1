"""A desk on a folder of its own, asked without a network."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from hubplanner.desk.access import OneBrowser
from hubplanner.desk.app import make_app
from hubplanner.desk.jobs import Jobs
from hubplanner.desk.middleware import RequestChecks
from hubplanner.desk.workspace import Workspace

HOST = "http://127.0.0.1:8000"


class Visitor:
    """A browser that was let in."""

    def __init__(self, folder):
        self.workspace = Workspace(folder)
        self.jobs = Jobs(log=self.workspace.log.write)
        self.stopped = []
        app = make_app(self.workspace, self.jobs, "en", lambda: self.stopped.append(True))
        self.access = OneBrowser(8000)
        self.checked = RequestChecks(app, self.access)
        self.client = TestClient(self.checked, base_url=HOST, raise_server_exceptions=False)

    def let_in(self):
        assert self.client.get(self.access.opened_at).status_code == 200
        return self

    def get(self, path, **options):
        return self.client.get(path, **options)

    def post(self, path, data=None, origin=HOST, **options):
        headers = {"origin": origin} if origin else {}
        return self.client.post(path, data=data or {}, headers=headers, **options)


@pytest.fixture
def stranger(tmp_path):
    visitor = Visitor(tmp_path / "workspace")
    with visitor.jobs:
        yield visitor


@pytest.fixture
def visitor(stranger):
    return stranger.let_in()
