"""A whole tiny demonstration: built once on postcodes from a file, then looked at from several sides."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from kith.config.demo_command import WORTH_SEEING, demo
from kith.config.demo_standing import (
    AlreadyRunning,
    NotOurs,
    OutOfReach,
    alone,
    check_reachable,
    keep,
    standing,
)
from kith.core.named_teams import LARGEST
from kith.demo.options import CannotDemonstrate
from kith.orgs import clock
from kith.orgs.models import Area, PostcodePoint, Setting, User
from kith.orgs.queries import patches_at
from kith.people.models import Household, HouseholdPatch, Residence
from kith.rota.models import NamedTeam, RotaEntry
from tests.databases import default_database
from tests.postgres import Cluster

HEADER = "postcode,lat,lon,ward_code\n"
FEW = ["--people", "6", "--weeks", "2", "--no-serve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A demonstration that stands: where, and what was said when it was built."""

    home: Path
    postcodes: Path
    said: Result

    def start(self, *more: str) -> Result:
        """Start it again, with these options after its own."""
        return CliRunner().invoke(demo, [*FEW, "--postcodes", str(self.postcodes), *more])

    @property
    def files(self) -> dict[str, str]:
        return {"summary": (self.home / "summary.json").read_text(encoding="utf-8")}


def rows(ward: str, lat: float) -> str:
    return "".join(f"LS12 {n}A{ward},{lat},{-1.60 + n * 0.003:.3f},{ward}\n" for n in range(5))


@pytest.fixture(scope="module")
def stands(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Standing]:
    home = tmp_path_factory.mktemp("demonstration")
    file = home / "postcodes.csv"
    file.write_text(HEADER + "NONSENSE,53.8,-1.6,A\n" + rows("A", 53.80) + rows("B", 53.82), encoding="utf-8")
    database = default_database(f"sqlite:///{home / 'kith.sqlite3'}")
    with django_db_blocker.unblock(), database, override_settings(HOME=home, DEMO=True):
        said = CliRunner().invoke(demo, [*FEW, "--postcodes", str(file)])
        yield Standing(home=home, postcodes=file, said=said)
        clock._moments.clear()


def test_it_says_what_it_did_with_figures(stands: Standing) -> None:
    assert 0 == stands.said.exit_code, stands.said.output
    assert "6 people in 2 patches" in stands.said.output
    assert "10 of 11 postcodes of the file were used." in stands.said.output
    assert "row 2, postcode: “NONSENSE” is not a postcode." in stands.said.output


def test_figures_and_planted_effects_are_kept(stands: Standing) -> None:
    kept = json.loads(stands.files["summary"])
    assert 6 == kept["people"]
    assert kept["lived"]["events"] > 0
    assert 0.003 == kept["lived"]["planted"]["missed_share"]


def test_the_postcodes_are_in_place(stands: Standing) -> None:
    assert 0 == stands.said.exit_code
    assert 10 == PostcodePoint.objects.count()


def test_everybody_lives_in_the_patch_that_the_map_finds(stands: Standing) -> None:
    assert 0 == stands.said.exit_code
    lives_in = dict(HouseholdPatch.objects.values_list("household_id", "area_id"))
    doors = list(Household.objects.order_by("pk"))
    found = patches_at([(door.lat, door.lon) for door in doors], clock.now().date())
    assert {door.pk: patch.pk for door, patch in zip(doors, found, strict=True) if patch} == lives_in
    assert 2 == len(set(lives_in.values()))
    assert all(patch.boundary for patch in Area.objects.filter(kind=Area.Kind.PATCH))


def test_a_team_is_named_for_everybody_from_the_first_monday_on(stands: Standing) -> None:
    assert 0 == stands.said.exit_code
    named = NamedTeam.objects.annotate(size=Count("members"))
    assert 6 == named.count()
    assert {"olu", "sam"} >= {team.by.username for team in named}
    assert all(1 <= team.size <= LARGEST and team.starts_on.weekday() == 0 for team in named)


def test_nobody_is_rostered_outside_their_own_patch(stands: Standing) -> None:
    assert 0 == stands.said.exit_code
    entries = RotaEntry.objects.filter(worker_id__isnull=False).select_related("visit")
    patch_of = dict(Residence.objects.values_list("person_id", "household__patches__area_id"))
    patches_of_workers: dict[UUID | None, set[UUID]] = defaultdict(set)
    for entry in entries:
        patches_of_workers[entry.worker_id].add(patch_of[entry.visit.person_id])
    assert {1} == {len(patches) for patches in patches_of_workers.values()}


@pytest.mark.parametrize(("who", "page"), [(who, page) for who, page, _ in WORTH_SEEING])
def test_the_pages_worth_seeing_open_for_whom_it_says(stands: Standing, who: str, page: str) -> None:
    assert 0 == stands.said.exit_code
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(username=who.lower()), backend=backend)
    assert 200 == client.get(reverse(page), follow=True).status_code


def test_a_second_start_serves_what_stands(stands: Standing) -> None:
    before = stands.files
    assert "The neighbourhood is as you left it.\n" == stands.start().output
    assert before == stands.files


def test_a_file_that_cannot_be_used_leaves_what_stands(stands: Standing, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    refused = stands.start("--postcodes", str(tmp_path / "empty.csv"))
    assert isinstance(refused.exception, CannotDemonstrate)
    assert "The neighbourhood is as you left it.\n" == stands.start().output


def test_only_one_start_works_in_a_folder(stands: Standing) -> None:
    with alone(stands.home):
        assert isinstance(stands.start().exception, AlreadyRunning)


def test_what_was_left_half_built_is_not_taken_for_whole(stands: Standing) -> None:
    built = standing()
    assert built
    Setting.objects.filter(key="demonstration.built").delete()
    try:
        assert {} == standing()
    finally:
        keep(built)


@pytest.mark.usefixtures("sqlite")
def test_a_database_of_a_real_house_is_refused() -> None:
    User.objects.create_user("opal", None, display_name="Opal", joined_at=clock.now())
    with pytest.raises(NotOurs, match="Give an empty one"):
        standing()


@pytest.mark.usefixtures("sqlite")
def test_tables_of_somebody_else_are_refused(tmp_path: Path) -> None:
    with default_database(f"sqlite:///{tmp_path / 'other.sqlite3'}"):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE invoices (id integer)")
        with pytest.raises(NotOurs, match="something other than a demonstration"):
            standing()


def test_what_was_left_on_postgresql_is_cleared_and_built_again(
    cluster: Cluster, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    cluster.create_database("kith_demonstration")
    ours = default_database(cluster.url("kith_demonstration", "kith_owner"))
    with django_db_blocker.unblock(), ours, override_settings(HOME=tmp_path, DEMO=True):
        call_command("migrate", "orgs", verbosity=0)
        assert {} == standing()
        assert 0 == CliRunner().invoke(demo, FEW).exit_code
        assert "The neighbourhood is as you left it.\n" == CliRunner().invoke(demo, FEW).output
        clock._moments.clear()


def test_a_database_that_does_not_answer_is_named(django_db_blocker: DjangoDbBlocker) -> None:
    nobody = default_database("postgresql://olu:secret@127.0.0.1:1/kith")
    with django_db_blocker.unblock(), nobody, pytest.raises(OutOfReach) as refused:
        check_reachable()
    assert (
        "The database kith at 127.0.0.1:1 cannot be used: Connection refused. Check what --database says."
        == refused.value.message
    )
