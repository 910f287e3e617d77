"""The two servers that a person starts: `hipkit app`, the calculator as a page; `hipkit lab`, the notebooks.

Both listen on 127.0.0.1 alone, at an address with a random token, which they print on one line. Ctrl-C ends
them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from importlib.util import find_spec
from pathlib import Path

from hipkit.errors import InputError

HERE = "127.0.0.1"
PACKAGE = Path(__file__).parents[2]


def notebooks() -> Path:
    """The folder of notebooks: inside the package after an install from a wheel, beside it in a checkout.

    >>> notebooks().name
    'notebooks'
    """
    inside = PACKAGE / "notebooks"
    return inside if inside.is_dir() else PACKAGE.parent / "notebooks"


def app(port: int | None = None, open_browser: bool = True, preheat: bool = True) -> None:
    """Serve the app's page until Ctrl-C.

    `port` None or 0 takes a free one. `preheat` keeps one kernel ready, so that a page opens at once.
    Raises InputError where the port cannot be had or the extra `app` is not installed.
    """
    _require("voila", "hipkit app")
    listening = listen(port)
    token = secrets.token_urlsafe(24)
    number = listening.getsockname()[1]
    if sys.platform != "win32":
        # Until there is something to end, Ctrl-C just leaves: an import broken off says strange things.
        signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    # The browser starts while Voila is imported; what it asks meanwhile waits at the socket.
    _announce(f"http://{HERE}:{number}/?token={token}", open_browser)
    with contextlib.suppress(KeyboardInterrupt):
        from hipkit.cli.app.server import one_page

        server = one_page(notebooks() / "00-hipkit.ipynb", number, token, preheat)
        asyncio.run(server.serve(listening))


def lab(port: int | None = None, open_browser: bool = True) -> None:
    """Serve the notebooks in JupyterLab until Ctrl-C. Raises InputError as `app` does."""
    _require("jupyterlab", "hipkit lab")
    with listen(port) as listening:
        number = listening.getsockname()[1]
    from jupyterlab.labapp import LabApp

    # JupyterLab warns of its own old settings, which is of no use to a reader.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    token = secrets.token_urlsafe(24)
    _announce(f"http://{HERE}:{number}/lab?token={token}", open_browser)
    LabApp.launch_instance(
        argv=[
            str(notebooks()),
            f"--ServerApp.ip={HERE}",
            f"--ServerApp.port={number}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}",
            "--ServerApp.open_browser=False",
            "--ServerApp.answer_yes=True",
            "--ServerApp.allow_root=True",
            "--ServerApp.terminals_enabled=False",
            "--Application.log_level=ERROR",
            # JupyterLab would ask its makers for news, and an index for extensions.
            f"--LabApp.app_settings_dir={PACKAGE / 'data' / 'lab'}",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
        ]
    )


def listen(port: int | None) -> socket.socket:
    """A socket that listens on this machine alone, at `port` or at a free one.

    >>> with listen(None) as first:
    ...     listen(first.getsockname()[1])  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    hipkit.errors.InputError: port: read "...": another program listens there. ...
    """
    wanted = port or 0
    if not 0 <= wanted <= 65535:
        raise InputError("port", str(port), "a port is a number from 1 to 65535", "8866")
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there the option would let two programs share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HERE, wanted))
    except OSError as refused:
        listening.close()
        reserved = isinstance(refused, PermissionError)
        reason = "this machine keeps it for its administrator" if reserved else "another program listens there"
        raise InputError("port", str(port), reason, "8867, or no port for a free one") from refused
    listening.setblocking(False)
    listening.listen(128)
    return listening


def _require(module: str, command: str) -> None:
    if find_spec(module) is None:
        raise InputError("app", command, f"{module} is not installed here", 'pip install "hipkit[app]"')


def _announce(address: str, open_browser: bool) -> None:
    print(f"hipkit is at {address} (Ctrl-C ends it)", flush=True)
    if open_browser:
        # A browser in the terminal would hold the server up.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
