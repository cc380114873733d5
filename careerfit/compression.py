import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from careerfit.headers import GetResponse

# Below this a compressed answer saves no packet.
WORTHWHILE_BYTES = 500
# Beyond this level pages hardly shrink, and take twice the time.
LEVEL = 5


def brotli_middleware(get_response: GetResponse) -> GetResponse:
    """Compress pages with Brotli where a browser takes it; GZipMiddleware serves the others.

    No page holds a secret beside text that its address or a form chose, which is what an
    attack on compression needs: form keys and CSRF tokens are new in every answer.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or len(response.content) < WORTHWHILE_BYTES
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if takes_brotli(request.headers.get("Accept-Encoding", "")):
            response.content = brotli.compress(response.content, quality=LEVEL)
            response.headers["Content-Encoding"] = "br"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


def takes_brotli(accepted: str) -> bool:
    """Tell whether an Accept-Encoding header names br, and not with a weight of nought."""
    for part in accepted[:200].lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "br":
            return weight.strip("0.") != "" or weight == ""
    return False
