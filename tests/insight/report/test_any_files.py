"""Whatever files a council has, there is a report of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kith.cli.app import app

FILES = {
    "visits": "Client Ref,Date,Duration\nP1,01/07/2025,20\n",
    "invoices": "Supplier,Client Ref,From,To,Hours,Amount\nAire,P1,01/07/2025,07/07/2025,7,£154.00\n",
    "payments": "Supplier,Client Ref,From date,To date,Amount paid\nAire,P1,01/07/2025,31/07/2025,£600.00\n",
    "people": "Person ID,Gender,Date of death\nP1,F,01/07/2025\n",
    "packages": "Person ID,Provider,Start date,Hours per week\nP1,Aire,01/07/2025,7\n",
    "placements": "Person ID,Placement type,Start date\nP1,Nursing home,01/07/2025\n",
    "reviews": "Person ID,Review date,Team\nP1,01/07/2025,North\n",
    "reablement": "Person ID,Start date,Outcome\nP1,01/07/2025,None\n",
    "contacts": "Contact ID,Person ID,Contact date,Next step\n1,P1,01/07/2025,NFA\n",
    "referrals": "Referral ID,Person ID,Referral date,Source\n1,P1,01/07/2025,Hospital\n",
    "discharges": "Person ID,Ready date,Discharge date,Pathway\nP1,01/07/2025,03/07/2025,1\n",
    "complaints": "Complaint ID,Received,Category\n1,01/07/2025,Lateness\n",
    "supplier_payments": "Payee,Payment date,Amount,Directorate\nAire,01/07/2025,£600.00,Adults\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_one_row_of_anything_makes_a_report_or_a_sentence(kind: str, tmp_path: Path) -> None:
    given, out = tmp_path / "extracts", tmp_path / "report"
    given.mkdir()
    (given / f"{kind}.csv").write_text(FILES[kind], encoding="utf-8")
    done = CliRunner().invoke(app, ["diagnose", str(given), "--out", str(out)])
    if kind == "people":  # who there is says nothing of when care was given
        assert (2, True) == (done.exit_code, "No file says when care was given" in done.output)
        return
    assert 0 == done.exit_code, done.output
    assert f"{kind}.csv: taken for {kind}, 1 of 1 rows used (100 %)" in done.output
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "Nothing could be priced" in page
    assert "Not priced." in page
