"""A key for each person, wrapped by the installation's key, and the two things done with it: seal and open.

Text is sealed with AES-256-GCM. The person and the kind of text are bound in, so that a sealed name moved to
another person's row, or passed off as a note, does not open. Nothing unwrapped is ever kept between calls:
unwrapping takes microseconds, and a key that is not in memory cannot leak from it.
See ``docs/adr/0008-content-keys.md``.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kith.core.errors import Refused

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D section 5.2.1.1
SEARCH_KEY_BYTES = 16
SCHEME = b"\x01"  # the first byte of everything sealed, so that a later scheme can stand beside this one


class CannotOpen(Refused):
    """Something sealed does not open: it was altered, moved from elsewhere, or sealed by another
    installation.
    """

    code = "content_cannot_open"


class PersonKey:
    """One person's key, in the clear for as long as this object lives."""

    __slots__ = ("_cipher", "_person")

    def __init__(self, person_id: UUID, raw: bytes) -> None:
        self._person = person_id.bytes
        self._cipher = AESGCM(raw)

    def seal(self, kind: str, text: str) -> bytes:
        """The text, encrypted for this person and this kind."""
        return _encrypt(self._cipher, text.encode(), self._person + kind.encode())

    def open(self, kind: str, sealed: bytes) -> str:
        """The text that was sealed for this person and this kind.

        Raises `CannotOpen` when it was altered or sealed for anybody or anything else.
        """
        return _decrypt(self._cipher, sealed, self._person + kind.encode()).decode()


def new_key(person_id: UUID) -> tuple[PersonKey, bytes]:
    """A fresh key for a person, and the same key wrapped for keeping."""
    raw = secrets.token_bytes(KEY_BYTES)
    return PersonKey(person_id, raw), _encrypt(_wrapping_cipher(settings.CONTENT_KEY), raw, person_id.bytes)


def unwrap(person_id: UUID, wrapped: bytes) -> PersonKey:
    """The person's key, from the wrapped form that is kept, whether by the content key or by one before it.

    Raises `CannotOpen` when it was wrapped for another person or by another installation.
    """
    return PersonKey(person_id, _unwrapped(person_id, wrapped)[0])


def wrapped_anew(person_id: UUID, wrapped: bytes) -> bytes | None:
    """The same key, wrapped by the content key; None when it is already.

    Raises `CannotOpen` when neither it nor a key before it opens this.
    """
    raw, by = _unwrapped(person_id, wrapped)
    if by == settings.CONTENT_KEY:
        return None
    return _encrypt(_wrapping_cipher(settings.CONTENT_KEY), raw, person_id.bytes)


def search_key(folded: str) -> bytes:
    """What the search table holds in place of a folded word: the same word always gives the same 16 bytes."""
    return _search_key(settings.CONTENT_KEY, folded)


def search_keys(folded: str) -> frozenset[bytes]:
    """What the search table may hold for a folded word, by the content key and by those before it."""
    return frozenset(_search_key(key, folded) for key in accepted_keys())


def accepted_keys() -> tuple[str, ...]:
    """The content key, and those before it that still open what they sealed."""
    return (settings.CONTENT_KEY, *settings.CONTENT_KEYS_BEFORE)


def _search_key(content_key: str, folded: str) -> bytes:
    return hmac.digest(_derived(content_key, "search"), folded.encode(), "sha256")[:SEARCH_KEY_BYTES]


def _unwrapped(person_id: UUID, wrapped: bytes) -> tuple[bytes, str]:
    """A person's key in the clear, and the content key that had wrapped it."""
    *others, last = accepted_keys()
    for key in others:
        try:
            return _decrypt(_wrapping_cipher(key), wrapped, person_id.bytes), key
        except CannotOpen:
            continue
    return _decrypt(_wrapping_cipher(last), wrapped, person_id.bytes), last


@lru_cache(maxsize=4)
def _wrapping_cipher(content_key: str) -> AESGCM:
    return AESGCM(_derived(content_key, "wrap"))


@lru_cache(maxsize=8)
def _derived(content_key: str, purpose: str) -> bytes:
    """A key for one purpose, so that what is learnt about one says nothing about the other (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"kith/" + purpose.encode())
    return kdf.derive(base64.b64decode(content_key))


def _encrypt(cipher: AESGCM, clear: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return SCHEME + nonce + cipher.encrypt(nonce, clear, SCHEME + bound)


def _decrypt(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    scheme, nonce, rest = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, rest, scheme + bound)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(
            "This text was sealed for somebody else, or has been altered. Restore it from a backup."
        ) from error
