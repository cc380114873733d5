"""How long somebody stays signed in: until idle for a while, and never longer than a working day.

Only pages for staff renew a session. A page that anybody may open writes none.
"""

import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

PLACES = ("/admin/", "/preview/")
BEGAN, SEEN = "began", "seen"
# Being seen again within a minute is not worth a write.
RENEWED_AFTER = 60


def sessions_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(PLACES):
            # Without its database a page has an answer of its own, which is not ours to give.
            with suppress(DatabaseError, InterfaceError, UpdateError):
                _go_on(request, int(time.time()))
        return get_response(request)

    return middleware


def _go_on(request: HttpRequest, now: int) -> None:
    if not request.user.is_authenticated:
        return
    session = request.session
    if now - session.get(BEGAN, now) >= settings.LONGEST_SESSION:
        logout(request)
    elif now - session.get(SEEN, 0) >= RENEWED_AFTER:
        session.setdefault(BEGAN, now)
        session[SEEN] = now
        # It ends so and so long after it was last stored; the cookie stays as it is. This stands
        # first, or what cannot be stored now is tried again with the answer, and takes its place.
        session.modified = False
        session.save()
