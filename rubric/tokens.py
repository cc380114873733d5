"""Capability tokens: whoever holds the address holds the result.

Pure. A form key is 256 random bits with a mark that proves this site issued it. The owner
token is derived from the key and the answers, so the same form sent twice leads to the
same address; the database keeps only the SHA-256 digest of it. The token of a share is derived
from the owner token, so the owner's page can show it again although nobody keeps it.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_MARK_BYTES = 16


def make_form_key(secret: str) -> str:
    """Return a new random form key, 65 characters, marked with `secret`."""
    random = _encode(secrets.token_bytes(32))
    return random + _mark(secret, random)


def is_form_key(secret: str, key: str) -> bool:
    """Tell whether `key` was issued with `secret`; any other text is simply not a key."""
    random, mark = key[:43], key[43:]
    if not TOKEN.fullmatch(random) or not mark.isascii():
        return False
    return hmac.compare_digest(mark, _mark(secret, random))


def derive_owner_token(secret: str, form_key: str, sheet: str) -> str:
    """Derive the 43-character owner token of one form filled in one way.

    `sheet` is the canonical text of the rubric, its edition and the ratings: the same form
    sent again gives the same token, the same form with another answer a new one. Raises
    ValueError when the key is not one of ours.
    """
    if not is_form_key(secret, form_key):
        raise ValueError("not a form key of this site")
    return _encode(_hmac(secret, "owner-token", f"{form_key}\n{sheet}"))


def derive_share_key(secret: str, form_key: str, wish: str) -> str:
    """Derive the 43-character key of the share that one form asks for.

    `wish` is the canonical text of what was filled in: the same form sent again gives the same
    key, the same form with another label a new one. Raises ValueError when the form key is not one
    of ours.
    """
    if not is_form_key(secret, form_key):
        raise ValueError("not a form key of this site")
    return _encode(_hmac(secret, "share-key", f"{form_key}\n{wish}"))


def derive_share_token(owner_token: str, key: str) -> str:
    """Derive the 43-character token of a share from the owner token and the key of the share.

    The key is stored and the owner token is not, so the records alone lead to no share, and a
    share does not lead back to its owner.
    """
    return _encode(_hmac(owner_token, "share-token", key))


def derive_room_token(secret: str, form_key: str, wish: str) -> str:
    """Derive the 43-character token of the room that one form asks for.

    `wish` is the canonical text of what was filled in. Raises ValueError when the form key is not
    one of ours.
    """
    if not is_form_key(secret, form_key):
        raise ValueError("not a form key of this site")
    return _encode(_hmac(secret, "room-token", f"{form_key}\n{wish}"))


def derive_wall_token(room_token: str) -> str:
    """Derive the 43-character token of what a projector shows, which leads to nothing else."""
    return _encode(_hmac(room_token, "wall-token", ""))


def derive_handle(owner_token: str) -> str:
    """Derive what the contribution of a result is found by, 64 characters in hexadecimal.

    Nothing that is stored of the result leads to it, and it does not lead back.
    """
    return _hmac(owner_token, "contribution", "").hex()


def is_token(text: str) -> bool:
    """Tell whether a text has the shape of a token."""
    return TOKEN.fullmatch(text) is not None


def digest(token: str) -> str:
    """Return what the database stores of a token: SHA-256 in hexadecimal, 64 characters."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def derive_entry_key(secret: str, form_key: str, wish: str) -> str:
    """Derive the 43-character key of the entry of a log that one form asks for.

    `wish` is the canonical text of the entry: the same form sent again gives the same key. Raises
    ValueError when the form key is not one of ours.
    """
    if not is_form_key(secret, form_key):
        raise ValueError("not a form key of this site")
    return _encode(_hmac(secret, "entry-key", f"{form_key}\n{wish}"))


def _mark(secret: str, random: str) -> str:
    return _encode(_hmac(secret, "form-key", random)[:_MARK_BYTES])


def _hmac(secret: str, purpose: str, message: str) -> bytes:
    # The purpose keeps a value made for one use from ever being valid for another.
    return hmac.digest(secret.encode(), f"careerfit.{purpose}\n{message}".encode(), "sha256")


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
