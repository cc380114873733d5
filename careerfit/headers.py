from collections.abc import Callable
from functools import cached_property

from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponse]

# What opens somebody's result, and what is not published yet.
PRIVATE_PLACES = ("/r/", "/s/", "/room/", "/wall/", "/j/", "/preview/")
PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
    "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), "
    "usb=(), xr-spatial-tracking=(), browsing-topics=()"
)


def headers_middleware(get_response: GetResponse) -> GetResponse:
    """Add the headers that neither Django nor django-csp sets.

    The outermost of all, so that a redirect or an error under a private place is never stored.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path_info.startswith(PRIVATE_PLACES):
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if request.method == "HEAD" and not response.streaming:
            # The server would drop a body, and write a warning for each.
            response.content = b""
        return response

    return middleware


class PolicyMiddleware(CSPMiddleware):
    """django-csp, which writes the policy anew for every answer, though most have the same."""

    @cached_property
    def policy(self) -> str:
        return build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        has_own = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if has_own or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response
