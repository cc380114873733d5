import logging
import re

# Everything after /r/ or /s/ opens someone's result, and a query may hold what a person typed.
SECRET = re.compile(r"/([rs])/[^\s'\"?]+", re.IGNORECASE)
# A token that was pasted into the wrong address is still a token: they are 43 characters long.
LONG_WORD = re.compile(r"[\w-]{40,}")
QUERY = re.compile(r"\?[^\s'\"]+")


def redact(text: str) -> str:
    return LONG_WORD.sub("…", QUERY.sub("?…", SECRET.sub(r"/\1/…", text)))


class TokenFilter(logging.Filter):
    """Keep tokens and queries out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        return True
