"""Hospital stays as a council gets them from the NHS: one row a stay, in the codes of the data dictionary."""

from collections.abc import Iterator
from typing import BinaryIO

from kith.core.nhs_number import NotAnNhsNumber, normalise
from kith.core.returns.ascof_2d import HospitalStay
from kith.core.table_cells import BadCell, matching, text
from kith.core.table_times import day
from kith.core.tables import Column, read_table


def _nhs_number(cell: str) -> str:
    try:
        return normalise(cell)
    except NotAnNhsNumber as refused:
        raise BadCell("not_an_nhs_number", refused.text, **refused.fields) from refused


COLUMNS = (
    Column(key="NHS number", read=_nhs_number, names=("nhs_number", "Pseudo NHS number", "person")),
    Column(key="Admission date", read=day(), names=("admitted on", "admission_date")),
    Column(key="Discharge date", read=day(), names=("left on", "discharge_date")),
    Column(key="Date of birth", read=day(), names=("born on", "dob"), required=False),
    Column(key="Date of death", read=day(), names=("died on",), required=False),
    Column(
        key="Management type",
        read=matching(r"[A-Z]{2}", called="a management type of two letters, such as EM"),
        names=("Der management type",),
        required=False,
    ),
    Column(key="Admission method", read=text, names=("admission_method",), required=False),
    Column(key="Discharge method", read=text, names=("discharge_method",), required=False),
    Column(key="Discharge destination", read=text, names=("discharge_destination",), required=False),
    Column(key="Treatment function", read=text, names=("treatment function code",), required=False),
)


class Stays:
    """The stays in a file, to be iterated once; what could not be used is in the findings of ``table``."""

    def __init__(self, source: bytes | BinaryIO) -> None:
        self.table = read_table(source, COLUMNS)

    def __iter__(self) -> Iterator[HospitalStay]:
        for row in self.table:
            if row["Discharge date"] < row["Admission date"]:
                self.table.refuse(row, "Discharge date", "out_of_order", "This stay ends before it begins.")
                continue
            yield HospitalStay(
                row=row.number,
                person=row["NHS number"],
                admitted_on=row["Admission date"],
                left_on=row["Discharge date"],
                born_on=row["Date of birth"],
                died_on=row["Date of death"],
                management=row["Management type"] or "",
                admission_method=row["Admission method"] or "",
                discharge_method=row["Discharge method"] or "",
                destination=row["Discharge destination"] or "",
                treatment_function=row["Treatment function"] or "",
            )


def read_stays(source: bytes | BinaryIO) -> Stays:
    """The hospital stays in a file's bytes or stream. Raises nothing: what is wrong is in its findings."""
    return Stays(source)
