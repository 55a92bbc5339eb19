"""What phones seal for the house alone, and the fingerprint by which the same event is known again.

A phone holds only the house's public key: once an event is sealed, neither a thief nor the phone's next user
can read it, and forgetting the phone's own key loses nothing that was not yet sent.

A sealed event is one byte of scheme, the phone's one-off public key (65 bytes, P-256, uncompressed), a nonce
(12 bytes) and the AES-256-GCM ciphertext. Browsers make it with WebCrypto alone: ECDH, HKDF, AES-GCM.
See ``docs/adr/0011-sync-protocol.md``.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from kith.core.errors import Refused
from kith.people.sealing import accepted_keys

SCHEME = b"\x01"
POINT_BYTES = 65
NONCE_BYTES = 12
CURVE = ec.SECP256R1()
_CURVE_ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)  # FIPS 186-5


class CannotUnseal(Refused):
    """Something sealed does not open: it was altered, cut short, or sealed for another installation."""

    code = "cannot_open"


def public_key() -> str:
    """The house's public key, base64: what a phone seals its events to."""
    return base64.b64encode(_public_bytes(_house_key(settings.CONTENT_KEY).public_key())).decode()


def seal(clear: bytes) -> bytes:
    """These bytes, readable by the house alone."""
    one_off = ec.generate_private_key(CURVE)
    point = _public_bytes(one_off.public_key())
    shared = one_off.exchange(ec.ECDH(), _house_key(settings.CONTENT_KEY).public_key())
    nonce = secrets.token_bytes(NONCE_BYTES)
    return SCHEME + point + nonce + _cipher(shared, point).encrypt(nonce, clear, SCHEME)


def unseal(sealed: bytes) -> bytes:
    """The bytes that were sealed for the house, under its content key or one before it.

    Raises `CannotUnseal` when they were altered, cut short, or sealed for another installation.
    """
    *others, last = accepted_keys()
    for content_key in others:
        try:
            return _unseal(content_key, sealed)
        except (InvalidTag, ValueError):
            continue
    try:
        return _unseal(last, sealed)
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal(
            "This was sealed for another installation, or has been altered. Ask the worker what it said."
        ) from error


def opens_now(sealed: bytes) -> bool:
    """Whether the content key opens this, and no key before it is needed."""
    try:
        _unseal(settings.CONTENT_KEY, sealed)
    except (InvalidTag, ValueError):
        return False
    return True


def fingerprint(clear: bytes) -> str:
    """What tells this event from another with its id: 64 hexadecimal digits, keyed.

    Keyed, so that the database alone does not let anyone test guesses at what a forgotten note said.
    """
    return _fingerprint(settings.CONTENT_KEY, clear)


def is_fingerprint(mark: str, clear: bytes) -> bool:
    """Whether this is the fingerprint of these bytes, by the content key or by one before it."""
    return any(mark == _fingerprint(content_key, clear) for content_key in accepted_keys())


def _fingerprint(content_key: str, clear: bytes) -> str:
    return hmac.digest(_derived(content_key, "fingerprint"), clear, "sha256").hex()


def _unseal(content_key: str, sealed: bytes) -> bytes:
    point, rest = sealed[1 : 1 + POINT_BYTES], sealed[1 + POINT_BYTES :]
    one_off = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    shared = _house_key(content_key).exchange(ec.ECDH(), one_off)
    return _cipher(shared, point).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], sealed[:1])


def _public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _cipher(shared: bytes, point: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kith/event" + point).derive(shared))


@lru_cache(maxsize=4)
def _house_key(content_key: str) -> ec.EllipticCurvePrivateKey:
    """The house's own key pair: worked out from the one secret there is to keep."""
    number = int.from_bytes(_derived(content_key, "events", 48)) % (_CURVE_ORDER - 1) + 1
    return ec.derive_private_key(number, CURVE)


@lru_cache(maxsize=8)
def _derived(content_key: str, purpose: str, length: int = 32) -> bytes:
    """A key for one purpose, so that what is learnt about one says nothing about another (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=length, salt=None, info=b"kith/delivery/" + purpose.encode())
    return kdf.derive(base64.b64decode(content_key))
