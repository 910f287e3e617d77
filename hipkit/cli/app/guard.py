"""What every address of `hipkit app` asks before it answers, and what is said to whom it does not.

Jupyter's handlers let a foreign page in where it knows the token, send whoever has none to a login page, and
take a farewell for an attack; here the rule is one: this machine, the token or its cookie, no page but ours.
"""

from __future__ import annotations

from http import HTTPStatus

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

MOST_PAGES = 8
"""Pages open at a time, each with a kernel of some 60 MB."""

SAYS = {
    403: "This page opens only at the address that <code>hipkit app</code> printed, with its token.",
    404: "hipkit serves one page, and this is not it.",
    503: f"{MOST_PAGES} hipkit pages are open, and more there cannot be. "
    "Close one that you no longer use, then reload.",
}
OTHERWISE = "hipkit could not do this. The window in which <code>hipkit app</code> runs says why."

STYLE = "font: 18px/1.5 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em"

# The browser itself refuses what the page would fetch from elsewhere. Jupyter's scripts need both `unsafe`, anywidget
# hands its script over as a `blob:`, which only a script of the page can make.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
    ]
)


class Guarded(JupyterHandler):
    """Any address: asked from this machine, with the token or its cookie, by no page but ours."""

    async def prepare(self, **how: bool) -> None:
        """Refuse before anything is read."""
        if not self.check_origin():
            raise HTTPError(403)
        await super().prepare(**how)
        if self.current_user is None:
            raise HTTPError(403)

    def check_origin(self, origin_to_satisfy_tornado: str = "") -> bool:
        """Whether no page asks, or ours."""
        return self.get_origin() in (None, f"http://{self.request.host}")

    def check_xsrf_cookie(self) -> None:
        """A request that changes something names the page that it comes from, as browsers do."""
        if self.get_origin() is None and not self.token_authenticated:
            raise HTTPError(403)

    def set_cors_headers(self) -> None:
        """Invite no other page. Jupyter invites the one that asks with the token."""

    def get_login_url(self) -> str:
        """There is no login page: the address with the token is the login."""
        raise HTTPError(403)

    @property
    def content_security_policy(self) -> str:
        """What the browser may fetch for this page."""
        return POLICY

    def set_default_headers(self) -> None:
        """The token travels to no other site, and no type is guessed."""
        super().set_default_headers()
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say it in a sentence, never with a traceback."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        words = SAYS.get(status_code, OTHERWISE)
        self.finish(
            "<!doctype html><html lang=en><meta charset=utf-8><title>hipkit</title>"
            f"<body style='{STYLE}'><h1>hipkit</h1><p>{words}</p>"
            f"<p><small>{status_code} {HTTPStatus(status_code).phrase}</small></p></html>"
        )
