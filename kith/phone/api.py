"""The door for phones: one address, POST /phone/sync. It parses, makes one call and answers.

Only the request as a whole can be refused (no token, too large, not JSON); what an event says never is.
See ``docs/reference/sync.md``.
"""

from __future__ import annotations

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from kith.delivery.actions_sync import BatchTooLarge, receive_batch
from kith.delivery.models import Device
from kith.delivery.queries_devices import UnknownDevice, access_device
from kith.orgs import clock
from kith.phone.schemas import Answer, Batch, Refusal

MOST_BYTES = 256 * 1024
TRY_AGAIN_SECONDS = 5


class DeviceToken(HttpBearer):
    """The phone's own token, in the header ``Authorization: Bearer …``."""

    def authenticate(self, request: HttpRequest, token: str) -> Device:
        """The phone that holds the token; nothing is read yet. Raises `UnknownDevice` or `BatchTooLarge`."""
        device = access_device(token=token)
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            raise BatchTooLarge("This batch is larger than 256 KiB. Send half as many events at once.")
        return device


api = NinjaAPI(
    title="Kith for phones",
    version="1",
    description="What workers' phones record, and what they should know.",
    urls_namespace="phone-api",
    docs_url=None,
)


@api.post(
    "/sync",
    auth=DeviceToken(),
    response={200: Answer, frozenset({400, 401, 413, 422, 503}): Refusal},
    summary="Send what was recorded, and fetch what changed",
)
def sync(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    """Every event sent is in one of the three lists of the answer: counted, held, or a contradiction."""
    device: Device = request.auth  # type: ignore[attr-defined]
    if device.pk != batch.device_id:
        raise UnknownDevice("This token is another phone's. Ask your coordinator for a new code.")
    return receive_batch(device=device, batch=batch.dict(), at=clock.now())


def _refuse(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message}, status=status)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """There was no token at all."""
    return _refuse(request, 401, "no_token", _("Send the phone's token in the Authorization header."))


@api.exception_handler(UnknownDevice)
def unknown_device(request: HttpRequest, error: UnknownDevice) -> HttpResponse:
    """The token is nobody's, or another phone's."""
    return _refuse(request, 401, error.code, error.message)


@api.exception_handler(BatchTooLarge)
def too_large(request: HttpRequest, error: BatchTooLarge) -> HttpResponse:
    """More than 50 events or 256 KiB: the phone halves its batch."""
    return _refuse(request, 413, error.code, error.message)


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The body was cut off or is something else."""
    return _refuse(
        request, 400, "not_json", _("The body is not JSON: perhaps it was cut off. Send it again.")
    )


@api.exception_handler(ValidationError)
def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The batch around the events is not what it should be. Events are never judged here."""
    where = ", ".join(sorted({".".join(map(str, each["loc"][2:])) for each in error.errors}))
    said = _("This is not a batch: look at %(where)s.") % {"where": where or _("the whole of it")}
    return _refuse(request, 422, "wrong_shape", said)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def not_now(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database does not answer. Nothing was acknowledged, so the phone keeps all and tries again."""
    answer = _refuse(
        request, 503, "try_again", _("The server cannot keep anything just now. Try again soon.")
    )
    answer["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return answer
