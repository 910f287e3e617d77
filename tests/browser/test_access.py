"""Who gets in to `hipkit app`, and to what: a page with its token, the one page, and no code from outside."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest
import websocket
from playwright.sync_api import Page

from tests.browser.conftest import HIPKIT, Server, kernels, running
from tests.browser.lab import listens

ELSEWHERE = {"Origin": "http://127.0.0.1:1"}
"""A page of another server on this machine: as near as a foreign page can come."""


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
    """Status, body and headers of an answer; the path goes out as it stands, dots and all."""
    line = http.client.HTTPConnection(server.host, timeout=300)
    line.request(method, path, headers=headers)
    answer = line.getresponse()
    told = answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders())
    line.close()
    return told


def token(server: Server) -> dict[str, str]:
    """The header of someone who knows the token."""
    return {"Authorization": f"token {server.token}"}


def open_page(server: Server) -> tuple[str, dict[str, str]]:
    """Load the page as a browser does, without one: its kernel, and the header with its cookie."""
    status, body, headers = ask(server, f"/?token={server.token}")
    assert status == 200
    found = re.search(r'"kernelId": "([\w-]+)"', body)
    assert found
    return found[1], {"Cookie": headers["Set-Cookie"].split(";")[0]}


def close_page(server: Server, kernel: str, cookie: dict[str, str]) -> int:
    """Say farewell as the page does."""
    return ask(server, f"/voila/api/shutdown/{kernel}", "POST", Origin=server.root, **cookie)[0]


@pytest.fixture(scope="module")
def opened(app: Server) -> Iterator[tuple[str, dict[str, str]]]:
    """A page without a browser, closed in the end; it has its line, so that nobody takes it for left alone."""
    kernel, cookie = open_page(app)
    line = channels(app, kernel, cookie)
    yield kernel, cookie
    line.close()
    close_page(app, kernel, cookie)


# ---- the token


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?token=",
        "/?token=guess",
        "/voila/static/voila.js",
        "/voila/templates/lab/static/index.css",
        "/api/kernels/00000000-0000-0000-0000-000000000000",
        "/login",
        "/nowhere",
    ],
)
def test_without_the_token_every_address_is_refused(app: Server, path: str) -> None:
    status, body, headers = ask(app, path)
    assert status == 403
    assert "hipkit app" in body and "Traceback" not in body
    assert "Set-Cookie" not in headers


def test_a_forged_cookie_is_refused(app: Server) -> None:
    name = re.sub(r"[^A-Za-z0-9]", "-", f"username-{app.host}")
    assert ask(app, "/", Cookie=f"{name}=2|1:0|10:1700000000|x|forged")[0] == 403


def test_the_token_opens_the_page_and_leaves_the_address(app: Server, page: Page) -> None:
    page.goto(app.address)
    page.wait_for_selector("input[type=text]", state="visible")
    assert page.title() == "Order - hipkit"
    assert page.url == f"{app.root}/#order"
    page.reload()
    page.wait_for_selector("input[type=text]", state="visible")


def test_the_address_is_of_this_machine_alone(app: Server) -> None:
    assert listening(app) == {"127.0.0.1"}


def listening(server: Server) -> set[str]:
    """The addresses at which a server and its kernels listen; one of them may end while they are asked."""
    found = set()
    for one in (psutil.Process(server.process.pid), *kernels(server)):
        with contextlib.suppress(psutil.NoSuchProcess):
            found |= {line.laddr.ip for line in one.net_connections("inet") if line.status == psutil.CONN_LISTEN}
    return found


def test_another_name_for_this_machine_is_refused(app: Server) -> None:
    assert ask(app, "/", Host="hipkit.example", **token(app))[0] == 403


# ---- other pages


def test_a_foreign_page_is_refused_even_with_the_token(app: Server) -> None:
    status, _, headers = ask(app, "/", **ELSEWHERE, **token(app))
    assert status == 403
    assert "Access-Control-Allow-Origin" not in headers


def test_a_foreign_page_ends_no_kernel(app: Server, opened: tuple[str, dict[str, str]]) -> None:
    kernel, cookie = opened
    for stranger in (ELSEWHERE, {"Origin": "null"}, {}):
        assert ask(app, f"/voila/api/shutdown/{kernel}", "POST", **stranger, **cookie)[0] == 403
    assert ask(app, f"/api/kernels/{kernel}", **cookie)[0] == 200


@pytest.mark.parametrize("origin", ["http://127.0.0.1:1", "https://hipkit.example", "null"])
@pytest.mark.parametrize("with_token", [True, False])
def test_a_foreign_page_gets_no_line_to_the_kernel(
    app: Server, opened: tuple[str, dict[str, str]], origin: str, with_token: bool
) -> None:
    kernel, cookie = opened
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        channels(app, kernel, token(app) if with_token else cookie, origin=origin)
    assert refused.value.status_code == 403


def test_without_the_cookie_there_is_no_line_to_the_kernel(app: Server, opened: tuple[str, dict[str, str]]) -> None:
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        channels(app, opened[0], {})
    assert refused.value.status_code == 403


def test_no_other_page_can_frame_it_or_feed_it(app: Server, opened: tuple[str, dict[str, str]]) -> None:
    policy = ask(app, "/voila/static/voila.js", **opened[1])[2]["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "http:" not in policy and "https:" not in policy


# ---- other files

OTHERS = [
    "/00-hipkit.ipynb",
    "/01-unit-calculator.ipynb",
    "/voila/render/01-unit-calculator.ipynb",
    "/voila/tree",
    "/voila/files/00-hipkit.ipynb",
    "/voila/files/..%2fpyproject.toml",
    "/voila/files/../pyproject.toml",
    "/files/00-hipkit.ipynb",
    "/notebooks/00-hipkit.ipynb",
    "/api/contents",
    "/api/contents/00-hipkit.ipynb",
    "/voila/api/contents",
    "/api/kernels",
    "/api/kernelspecs",
    "/api/sessions",
    "/api/status",
    "/api/terminals",
    "/terminals/1",
    "/api/shutdown",
    "/login",
    "/logout",
    "/static/..%2f../etc/passwd",
    "/static/../../../../../../../../etc/passwd",
    "/voila/static/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd",
    "/voila/static/../../../../../../../../etc/passwd",
    "/voila/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/voila/static//etc/passwd",
    "/voila/static/....//....//etc/passwd",
    "/voila/static/..%5c..%5cetc%5cpasswd",
    "/voila/templates/lab/static/../../../../../../../../../etc/passwd",
    "/voila/templates/lab/index.html.j2",
    "/voila/templates/../../kernels/python3/kernel.json",
    "/voila/labextensions/../kernels/python3/kernel.json",
    "/voila/labextensions/@jupyter-widgets/jupyterlab-manager/..%2f..%2f..%2fkernels/python3/kernel.json",
    "/voila/static/",
    "/voila/labextensions/",
]


@pytest.mark.parametrize("path", OTHERS)
def test_nothing_else_is_served(app: Server, path: str) -> None:
    status, body, _ = ask(app, path, **token(app))
    assert status == 404
    assert "root:" not in body and "nbformat" not in body and "Traceback" not in body
    assert ask(app, path)[0] == 403


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/kernels"), ("PUT", "/api/contents/x"), ("POST", "/login")])
def test_nothing_else_can_be_asked_for(app: Server, method: str, path: str) -> None:
    assert ask(app, path, method, Origin=app.root, **token(app))[0] == 404


def test_no_kernel_can_be_restarted_or_asked_by_another_way(app: Server, opened: tuple[str, dict[str, str]]) -> None:
    kernel, cookie = opened
    for path in (
        f"/api/kernels/{kernel}/restart",
        f"/api/kernels/{kernel}/interrupt",
        f"/voila/query/{kernel}",
    ):
        assert ask(app, path, "POST", Origin=app.root, **cookie)[0] == 404


# ---- code from outside


def channels(
    server: Server, kernel: str, headers: dict[str, str], origin: str | None = None, **how: object
) -> websocket.WebSocket:
    """The line to a kernel that a page has."""
    return websocket.create_connection(
        f"ws://{server.host}/api/kernels/{kernel}/channels?session_id=test",
        header=headers,
        origin=origin or server.root,
        timeout=60,
        **how,
    )


def message(kind: str, channel: str, content: dict[str, object]) -> dict[str, object]:
    """A message of Jupyter's protocol."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "username": "",
        "session": "test",
        "date": "",
        "version": "5.3",
    }
    return {
        "channel": channel,
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "buffers": [],
    }


def in_parts(told: dict[str, object]) -> bytes:
    """The same message in the newer form, that browsers use: offsets, then the parts."""
    parts = [str(told["channel"]).encode()]
    parts += [json.dumps(told[name]).encode() for name in ("header", "parent_header", "metadata", "content")]
    places = [8 * (len(parts) + 2)]
    for part in parts:
        places.append(places[-1] + len(part))
    return b"".join(number.to_bytes(8, "little") for number in (len(places), *places)) + b"".join(parts)


@pytest.mark.parametrize("newer", [False, True], ids=["as JSON", "in parts"])
@pytest.mark.parametrize("channel", ["shell", "control"])
def test_a_request_to_run_code_is_dropped(
    app: Server, opened: tuple[str, dict[str, str]], tmp_path: Path, channel: str, newer: bool
) -> None:
    kernel, cookie = opened
    written = tmp_path / "written"
    code = {"code": f"open({str(written)!r}, 'w').close()", "silent": False, "store_history": False}
    how = {"subprotocols": ["v1.kernel.websocket.jupyter.org"]} if newer else {}
    line = channels(app, kernel, cookie, **how)
    for told in (message("execute_request", channel, code), message("kernel_info_request", channel, {})):
        line.send_binary(in_parts(told)) if newer else line.send(json.dumps(told))
    heard = ""
    while told["header"]["msg_id"] not in heard or "kernel_info_reply" not in heard:
        answer = line.recv()
        heard += answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
    line.close()
    assert "execute_reply" not in heard and "execute_input" not in heard
    assert not written.exists()


# ---- how many


def test_the_ninth_page_is_told_so_and_a_page_that_is_closed_or_dead_makes_room(tmp_path: Path) -> None:
    with running(tmp_path / "stderr", HIPKIT, "app", "--no-browser") as server:
        pages = [open_page(server) for _ in range(8)]
        assert len({kernel for kernel, _ in pages}) == 8
        status, body, _ = ask(server, "/", **token(server))
        assert status == 503
        assert "8 hipkit pages are open" in body and "Close one" in body
        assert len(kernels(server)) <= 8 + 2  # two may wait for the next pages
        assert close_page(server, *pages[0]) == 204
        assert ask(server, "/", **token(server))[0] == 200
        assert ask(server, "/", **token(server))[0] == 503
        ended, _ = pages[1]  # a page whose kernel ended, and which was never heard of again
        process = next(one for one in kernels(server) if any(ended in part for part in one.cmdline()))
        process.kill()
        process.wait(60)
        assert ask(server, "/", **token(server))[0] == 200


def test_sixty_loads_at_once_start_no_more_kernels_than_there_may_be(tmp_path: Path) -> None:
    with running(tmp_path / "stderr", HIPKIT, "app", "--no-browser") as server:
        asked = []
        for _ in range(60):
            line = http.client.HTTPConnection(server.host, timeout=300)
            line.request("GET", "/", headers=token(server))
            asked.append(line)
        statuses = []
        for line in asked:
            statuses.append(line.getresponse().status)
            assert len(kernels(server)) <= 8 + 2
        assert (statuses.count(200), statuses.count(503)) == (8, 52)


def served(folder: Path, *first: str) -> list[str]:
    """The command that serves `folder`'s 00-hipkit.ipynb, with statements to run first."""
    code = [
        "import hipkit.cli.app.server as appserver, hipkit.cli.app.start as serve",
        "from pathlib import Path",
        f"serve.notebooks = lambda: Path({str(folder)!r})",
        *first,
        "serve.app(open_browser=False)",
    ]
    return [sys.executable, "-c", "; ".join(code)]


def notebook(folder: Path, source: str) -> None:
    """A notebook of one cell."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(made, folder / "00-hipkit.ipynb")


def test_a_kernel_that_no_page_holds_is_ended(tmp_path: Path) -> None:
    notebook(tmp_path, "1 + 1")
    with running(tmp_path / "stderr", *served(tmp_path, "appserver.LEFT_ALONE = 6")) as server:
        held, cookie = open_page(server)
        line = channels(server, held, cookie)
        left, _ = open_page(server)
        ends = time.monotonic() + 90
        while ask(server, f"/api/kernels/{left}", **cookie)[0] == 200:
            assert time.monotonic() < ends
            time.sleep(0.2)
        time.sleep(9)  # the held one is idle for longer than that by now
        assert ask(server, f"/api/kernels/{held}", **cookie)[0] == 200
        line.close()


# ---- what is said


def test_an_error_in_the_notebook_shows_neither_source_nor_traceback(tmp_path: Path, page: Page) -> None:
    notebook(tmp_path, "shown = 'this is ' + 'shown'; print(shown)\nraise RuntimeError('not ' + 'for the reader')")
    with running(tmp_path / "stderr", *served(tmp_path)) as server:
        page.goto(server.address)
        page.wait_for_selector("text=this is shown", state="visible")
        shown = page.content()
        page.close()
        for hidden in ("RuntimeError", "not for the reader", "Traceback", "'this is '"):
            assert hidden not in shown
        assert "not for the reader" in server.said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_takes_its_kernels_along(tmp_path: Path, how: signal.Signals) -> None:
    notebook(tmp_path, "1 + 1")
    with running(tmp_path / "stderr", *served(tmp_path)) as server:
        open_page(server)
        started = kernels(server)
        assert started
        server.process.send_signal(how)
        assert server.process.wait(timeout=60) == 0
        assert psutil.wait_procs(started, timeout=30)[1] == []
        assert server.said == ""


def test_ctrl_c_in_the_first_moment_is_no_accident(tmp_path: Path) -> None:
    with running(tmp_path / "stderr", HIPKIT, "app", "--no-browser") as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=60) == 0
        assert server.said == ""


def test_a_port_that_is_taken_is_said_in_one_line(app: Server) -> None:
    port = app.host.split(":")[1]
    told = subprocess.run([HIPKIT, "app", "--no-browser", "--port", port], capture_output=True, text=True, timeout=90)
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1
    assert f'port: read "{port}": another program listens there' in told.stderr


# ---- JupyterLab


def test_the_lab_is_of_this_machine_and_wants_its_token(lab: Server) -> None:
    listens(lab)
    assert ask(lab, "/api/contents")[0] == 403
    listed = json.loads(ask(lab, "/api/contents", **token(lab))[1])
    assert "00-hipkit.ipynb" in {entry["name"] for entry in listed["content"]}
    assert ask(lab, "/api/terminals", **token(lab))[0] == 404
    assert listening(lab) == {"127.0.0.1"}
