"""Many phones, a bad network, a server that keeps dying, and a checker that uses none of its code."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kith.delivery.actions_devices import register_devices
from kith.orgs.context import as_house
from tests import factories as everybody
from tests.delivery import factories
from tests.faults.network import BadNetwork
from tests.faults.phones import SimulatedPhone
from tests.faults.server import Server, crash_database, cut_off
from tests.postgres import Cluster

KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("check_in", {}),
    ("task", {"task": "wash", "outcome": "done"}),
    ("goal_tap", {"goal": "stairs", "level": 3}),
    ("note", {"text": "All well."}),
    ("check_out", {}),
)


@dataclass(frozen=True, kw_only=True)
class Rough:
    """How many phones and events there are, and how roughly they are treated."""

    seed: int
    phones: int
    visits_each: int
    app_kills: int = 0
    database_kills: int = 0
    cuts: int = 0
    bad_network: bool = True
    twins: float = 0.3
    replays: float = 0.3

    @property
    def events(self) -> int:
        return self.phones * self.visits_each * len(KINDS)

    @property
    def seconds(self) -> int:
        """How long it may take: four minutes, or longer for many events, on a machine that has other work."""
        return max(240, self.events // 8)


def make_phones(rough: Rough) -> list[SimulatedPhone]:
    """A worker each, with visits of their own and everything they will record; in the default database."""
    with as_house():
        cast = everybody.cast()
        ada = factories.person(commissioner=cast.council)
        line = factories.package_line(person=ada, provider=cast.kindly_care, commissioner=cast.council)
        workers = [
            factories.worker(organisation=cast.kindly_care, name=f"Worker {n}") for n in range(rough.phones)
        ]
        devices = register_devices(by=None, at=datetime.now(UTC), workers=workers)
        phones = []
        for n, (device, token) in enumerate(devices):
            keeper = factories.Phone(device=device, token=token)
            visits = [
                factories.visit(line=line, workers=[device.worker], slot=f"{n}-{each}")
                for each in range(rough.visits_each)
            ]
            events = [keeper.event(kind, visit=visit, **said) for visit in visits for kind, said in KINDS]
            phones.append(
                SimulatedPhone(
                    device_id=str(device.pk),
                    token=token,
                    events=events,
                    chance=random.Random(f"{rough.seed}/{n}"),
                    twins=rough.twins,
                    replays=rough.replays,
                )
            )
    return phones


def run(
    rough: Rough, phones: list[SimulatedPhone], server: Server, cluster: Cluster, database: str = ""
) -> dict[str, int]:
    """Let every phone empty its outbox, through everything. Fails when that takes longer than it may.

    The database's name is needed where it is cut off.
    """
    print(f"seed {rough.seed}: {rough.phones} phones, {rough.events} events")

    async def bounded() -> dict[str, int]:
        return await asyncio.wait_for(_run(rough, phones, server, cluster, database), rough.seconds)

    # In a thread of its own: a browser test before this one leaves an event loop running in ours.
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, bounded()).result()


async def _run(
    rough: Rough, phones: list[SimulatedPhone], server: Server, cluster: Cluster, database: str
) -> dict[str, int]:
    chance = random.Random(rough.seed)
    cut = 0.15 if rough.bad_network else 0.0
    network = BadNetwork(server_port=server.port, chance=chance, cut_requests=cut, lose_answers=cut)
    kills: Counter[str] = Counter()
    async with network.running():
        killer = asyncio.create_task(_kill(rough, phones, server, cluster, database, kills))
        await asyncio.gather(*(phone.empty_outbox(network.port) for phone in phones))
        killer.cancel()
    return {**kills, "cut": network.cut, "lost": network.lost}


async def _kill(
    rough: Rough,
    phones: list[SimulatedPhone],
    server: Server,
    cluster: Cluster,
    database: str,
    kills: Counter[str],
) -> None:
    """Kill as receipts flow in: by progress, not by the clock, so that a slow machine tests as much."""
    plan = ["app"] * rough.app_kills + ["database"] * rough.database_kills + ["cuts"] * rough.cuts
    random.Random(rough.seed).shuffle(plan)
    for number, what in enumerate(plan, start=1):
        while sum(len(phone.acked) for phone in phones) < rough.events * number / (len(plan) + 1):
            await asyncio.sleep(0.005)
        if what == "app":
            server.kill_workers()
        elif what == "cuts":
            await asyncio.to_thread(cut_off, cluster, database)
        else:
            await asyncio.to_thread(crash_database, cluster)
        kills[what] += 1


def faults_found(phones: list[SimulatedPhone], cluster: Cluster, database: str) -> dict[str, int]:
    """What is wrong in the database, by kind of fault; empty when every event counts exactly once."""
    sent = Counter(event["id"] for phone in phones for event in phone.events)
    notes = sum(event["type"] == "note" for phone in phones for event in phone.events)
    with cluster.connect(database) as connection:

        def ask(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query.encode()).fetchall()

        kept = Counter(str(event_id) for (event_id,) in ask("SELECT id FROM delivery_visitevent"))
        faults = {
            "missing": (sent - kept).total(),
            "extra": (kept - sent).total(),
            "held": ask("SELECT count(*) FROM delivery_visitevent WHERE held <> ''")[0][0],
            "contradictions": ask("SELECT count(*) FROM delivery_eventconflict")[0][0],
            "notes too many or few": abs(
                notes - ask("SELECT count(*) FROM people_content WHERE kind IN ('note', 'goal_note')")[0][0]
            ),
            "not announced": ask(_WITHOUT.format("orgs_outbox", "o.subject_id = e.visit_id::text"))[0][0],
            "not audited": ask(_WITHOUT.format("orgs_auditrow", "o.subject_id = e.device_id::text"))[0][0],
        }
    faults["never answered"] = sum(len(phone.outbox) for phone in phones)
    faults["answered strangely"] = sum(len(phone.other) for phone in phones)
    return {fault: count for fault, count in faults.items() if count}


# What an event leads to is written with it, so it carries the very same instant.
_WITHOUT = """
    SELECT count(*) FROM delivery_visitevent e
     WHERE NOT EXISTS (SELECT 1 FROM {} o WHERE o.recorded_at = e.recorded_at AND {})
"""
