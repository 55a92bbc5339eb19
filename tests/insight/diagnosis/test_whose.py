"""Each council reads a diagnosis of its own patches; who answers for none reads that of everybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from kith.core.errors import NotFound
from kith.insight.actions import keep_snapshot
from kith.insight.diagnosis.queries import finding, findings
from kith.insight.diagnosis.stored import OWN
from kith.insight.diagnosis.whose import diagnosed
from kith.insight.models import Finding
from kith.orgs.actions import create_organisation
from kith.orgs.models import Organisation, User
from tests.factories import NOW, TODAY, Cast, cast, council, patch, user
from tests.insight.test_measures import visit, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> Cast:
    return cast()


@pytest.fixture
def elsewhere() -> Organisation:
    return council("Weirborough Council")


def facts(folder: Path, visits_in: dict[str, int]) -> Path:
    """So many visits in each patch, to somebody else each."""
    kindly_care = str(Organisation.objects.get(name="Kindly Care").pk)
    rows = [
        visit(
            visit_key=f"{patch_key}{n}",
            person_key=f"{patch_key}{n}",
            patch_key=patch_key,
            provider_key=kindly_care,
        )
        for patch_key, count in visits_in.items()
        for n in range(count)
    ]
    return written(folder, rows, [])


def analyst(name: str, organisation: Organisation) -> User:
    return user(name, role="analyst", organisation=organisation)


def test_each_council_reads_its_own_visits(everybody: Cast, elsewhere: Organisation, tmp_path: Path) -> None:
    weir = patch(commissioner=elsewhere, name="Weir")
    folder = facts(tmp_path, {str(everybody.patch.pk): 30, str(weir.pk): 12})
    keep_snapshot(by=None, at=NOW, folder=folder, rows={})
    hospital = create_organisation(by=None, at=NOW, kind=Organisation.Kind.NHS, name="Aireford Hospital")
    readers = {
        "Ann": (everybody.council, 30),
        "Otto": (elsewhere, 12),
        "Nia": (hospital, 42),
    }
    for name, (organisation, visits) in readers.items():
        found = finding("utilisation", by=analyst(name, organisation), on=TODAY)
        assert visits == found.body["n"], name


def test_a_council_without_a_diagnosis_reads_nobody_elses(
    everybody: Cast, elsewhere: Organisation, tmp_path: Path
) -> None:
    keep_snapshot(by=None, at=NOW, folder=facts(tmp_path, {str(everybody.patch.pk): 30}), rows={})
    otto = analyst("Otto", elsewhere)
    assert [] == findings(by=otto, on=TODAY)
    with pytest.raises(NotFound):
        finding("utilisation", by=otto, on=TODAY)


def test_one_council_alone_has_one_diagnosis(everybody: Cast, tmp_path: Path) -> None:
    answered = list(diagnosed(facts(tmp_path, {str(everybody.patch.pk): 30}), NOW))
    assert {everybody.council.pk} == {each.council_id for each in answered}
    assert len({each.key for each in answered}) == len(answered)


def test_a_reviewer_s_own_are_worked_out_once(
    everybody: Cast, elsewhere: Organisation, tmp_path: Path
) -> None:
    weir = patch(commissioner=elsewhere, name="Weir")
    keep_snapshot(by=None, at=NOW, folder=facts(tmp_path, {str(weir.pk): 12}), rows={})
    assert not Finding.objects.filter(council=None, key__startswith=OWN).exists()
