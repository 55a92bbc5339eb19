"""Phones that never forget: each keeps its events until it has a receipt for that very event."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any

HELD_BACK = 0.02  # seconds, at first; doubled up to a second while nothing gets through


@dataclass(kw_only=True)
class SimulatedPhone:
    """One phone: its outbox, what was acknowledged, and how roughly it behaves."""

    device_id: str
    token: str
    events: list[dict[str, Any]]
    chance: random.Random
    twins: float = 0.3
    replays: float = 0.3
    batch: int = 10
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    acked: set[str] = field(default_factory=set)
    other: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = {event["id"]: event for event in self.events}

    async def empty_outbox(self, port: int) -> None:
        """Send until every event has its receipt."""
        wait = HELD_BACK
        while self.outbox:
            before = len(self.outbox)
            batch = self._next_batch()
            copies = 2 if self.chance.random() < self.twins else 1
            for answer in await asyncio.gather(*(self._send(port, batch) for _ in range(copies))):
                self._note(answer)
            wait = HELD_BACK if len(self.outbox) < before else min(wait * 2, 1.0)
            await asyncio.sleep(wait * self.chance.random())

    def _next_batch(self) -> list[dict[str, Any]]:
        waiting = self.chance.sample([*self.outbox.values()], min(self.batch, len(self.outbox)))
        if self.acked and self.chance.random() < self.replays:
            again = [event for event in self.events if event["id"] in self.acked]
            waiting += self.chance.sample(again, min(3, len(again)))
        self.chance.shuffle(waiting)
        return waiting

    def _note(self, answer: dict[str, Any] | None) -> None:
        """Forget only what has a receipt by its own id."""
        if answer is None:
            return
        self.other += [*answer["held"], *answer["conflicts"]]
        for event_id in answer["acks"]:
            self.acked.add(event_id)
            self.outbox.pop(event_id, None)

    async def _send(self, port: int, events: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The answer, or None for anything but a whole answer from the server itself."""
        body = json.dumps({"device_id": self.device_id, "events": events}).encode()
        head = (
            f"POST /phone/sync HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n"
            f"X-Forwarded-Proto: https\r\nContent-Type: application/json\r\nConnection: close\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(head.encode() + body)
                await writer.drain()
                answer = await asyncio.wait_for(reader.read(), 20)
            finally:
                writer.close()
            status, _, rest = answer.partition(b"\r\n\r\n")
            return json.loads(rest) if status.startswith(b"HTTP/1.1 200") else None
        except (OSError, ValueError, TimeoutError):
            return None
