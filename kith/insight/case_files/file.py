"""What the readers of a case see: an age, care over time, what happened, and words without names."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from kith.core.anonymise import is_marked
from kith.core.care_chart import CareOverTime, Happened, Stretch
from kith.core.phrases import phrase, say

# The kinds of text in a file, in the order in which it is read. Each is content of the person's record.
PARTS = {
    "what_matters": phrase("What matters to the person"),
    "goal": phrase("Goals"),
    "risk": phrase("Risks"),
    "plan": phrase("What the plan asks for"),
    "plan_note": phrase("Notes to the plan"),
    "assessment": phrase("Assessment"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Some words of a file, of one kind."""

    kind: str
    text: str

    @property
    def title(self) -> str:
        """What these words are."""
        return say(PARTS.get(self.kind, self.kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file. Weeks are counted from the first week of care; the last is that of the draw."""

    age: str
    lives_alone: bool | None
    last_week: int
    stretches: tuple[Stretch, ...]
    happened: tuple[Happened, ...]
    words: tuple[Words, ...]

    @property
    def minutes_now(self) -> int:
        """Worker minutes a week at the time of the draw."""
        return self.stretches[-1].minutes if self.stretches else 0

    @property
    def is_marked(self) -> bool:
        """Whether something in its words could still name somebody."""
        return any(is_marked(each.text) for each in self.words)

    def chart(self) -> CareOverTime:
        """The care over time, drawn."""
        return CareOverTime(title=say("Care over time"), stretches=self.stretches, happened=self.happened)


def written(file: File) -> str:
    """A file as text that can be kept."""
    return json.dumps(asdict(file), ensure_ascii=False)


def read(text: str) -> File:
    """The file that was kept."""
    held = json.loads(text)
    return File(
        age=held["age"],
        lives_alone=held["lives_alone"],
        last_week=held["last_week"],
        stretches=tuple(Stretch(**each) for each in held["stretches"]),
        happened=tuple(Happened(**each) for each in held["happened"]),
        words=tuple(Words(**each) for each in held["words"]),
    )
