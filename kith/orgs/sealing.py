"""How audit rows are chained: the hash of a place covers the place before, so nothing can be taken out or
moved.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

HOUSE = "house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last place of a chain. Kept outside the installation, it shows a chain that was cut or written
    anew.
    """

    chain: str
    on: date
    seq: int
    hash: str


def chain_of(organisation_id: UUID | None) -> str:
    """The name of the chain an organisation's rows go to; the house's own where there is none."""
    return HOUSE if organisation_id is None else str(organisation_id)


def empty(chain: str, on: date) -> Head:
    """The head of a chain that holds nothing yet."""
    return Head(chain=chain, on=on, seq=0, hash="")


def after(head: Head, row_id: int, row_hash: str) -> Head:
    """The head once this row is chained to it."""
    seq = head.seq + 1
    text = "|".join((head.hash, head.chain, head.on.isoformat(), str(seq), str(row_id), row_hash))
    return Head(chain=head.chain, on=head.on, seq=seq, hash=hashlib.sha256(text.encode()).hexdigest())
