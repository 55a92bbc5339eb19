"""A bad network: a proxy on the loopback that cuts requests in the middle and loses answers."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

HEAD_END = b"\r\n\r\n"


@dataclass(kw_only=True)
class BadNetwork:
    """Forwards one request a connection to ``server_port``, or what is left of it."""

    server_port: int
    chance: random.Random
    cut_requests: float = 0.15
    lose_answers: float = 0.15
    port: int = 0
    cut: int = 0
    lost: int = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[BadNetwork]:
        listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        async with listener:
            yield self

    async def _serve(self, phone: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            request = await _whole_request(phone)
            to_server, from_server = None, None
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
            try:
                if self.chance.random() < self.cut_requests:
                    self.cut += 1
                    request = request[: self.chance.randrange(len(request))]
                    to_server.write(request)
                    await to_server.drain()
                    return
                to_server.write(request)
                await to_server.drain()
                answer = await from_server.read()
                if self.chance.random() < self.lose_answers:
                    self.lost += 1
                    return
                back.write(answer)
                await back.drain()
            finally:
                to_server.close()
        except (OSError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            back.close()


async def _whole_request(phone: asyncio.StreamReader) -> bytes:
    head = await phone.readuntil(HEAD_END)
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    return head + await phone.readexactly(length)
