from __future__ import annotations

import pytest

from kith.core.errors import NotPermitted
from kith.orgs.models import RoleGrant
from kith.orgs.roles import DATA_CLASSES, FUNCTIONS, ROLES, Limit, Right, check_may, may
from tests import factories
from tests.factories import STARTED_ON, TODAY

READ, APPEND, DECIDE = Right.READ, Right.APPEND, Right.DECIDE

# The permission matrix as agreed, typed by hand. R read, A append, D decide; s own slice, w in the window,
# c by choice, k on a case, b break-glass.
MATRIX = {
    "person": "RA RA R RA RA R R Rs RA – – R R RA",
    "family": "Rc – Rc Rc Rc Rc – – Rc – – – R –",
    "worker": "Rs Rw Rs R RA RA – A – – Rs – Rs –",
    "coordinator": "R R RAD RA RA R – RAs – Rs Rs – Rs –",
    "registered_manager": "R R RAD RA RA RAD – RAs – RDs RAs Rs Rs –",
    "provider_finance": "Rs – Rs – – – – – – RAs – – Rs –",
    "invited_provider": "Rs – Rs Rs – Rs – – – RAs – – – –",
    "social_worker": "RA R R RAD R R RAD RA R – – – R RA",
    "principal_social_worker": "R – – R – Rs R – – – – – R –",
    "social_worker_not_allocated": "Rs – Rb Rb Rb Rb Rb Rb – – – – R –",
    "broker": "R – RA R Rs Rs – Rs – Rs – – R –",
    "council_finance": "Rs – Rs – – – – – RAD RAD – – R –",
    "commissioner": "– – Rs – – – – Rs – R Rs – R –",
    "nurse": "R Rw R R Rk RAD R A – – Rs – R –",
    "discharge_hub": "R – Rs R Rs R Rs Rs – – – – R –",
    "trusted_assessor": "R Rw R RAD R Rs RAs A – – – – – RA",
    "third_sector": "Rs – Rs Rs RAs – – A – – – – Rs –",
    "analyst": "– – – – – – – – – – – – R –",
    "privacy_officer": "Rk – – Rk Rk Rk Rk Rk – – – R R Rk",
    "account_manager": "– – – – – – – – – – – – – –",
    "operator": "– – – – – – – – – – – Rs Rs –",
}


def written(role: str, data_class: int) -> str:
    cell = ROLES[role].cells[data_class]
    rights = "".join(right for right in Right if right in cell.rights)
    return rights + "".join(sorted(cell.limits)) or "–"


@pytest.mark.parametrize("role", MATRIX)
def test_the_table_is_what_was_agreed(role: str) -> None:
    assert MATRIX[role].split() == [written(role, data_class) for data_class in DATA_CLASSES]


def test_no_role_stands_outside_what_was_agreed() -> None:
    assert set(MATRIX) == set(ROLES)


def test_every_function_is_somebody_s() -> None:
    held = {function for role in ROLES.values() for function in role.functions}
    assert set(FUNCTIONS) == held


def test_an_unknown_class_of_data_is_refused() -> None:
    assert not ROLES["social_worker"].allows(READ, 99)
    assert frozenset() == ROLES["social_worker"].limits(99)


def test_only_workers_and_therapists_see_entry_codes_in_the_window_alone() -> None:
    limited = {role.key for role in ROLES.values() if Limit.IN_WINDOW in role.limits(2)}
    assert {"worker", "nurse", "trusted_assessor"} == limited


@pytest.mark.django_db
class TestCheckMay:
    def test_it_names_the_role_that_gives_the_right(self) -> None:
        assert ROLES["worker"] == check_may(factories.cast().grace, APPEND, 5, TODAY)

    def test_it_refuses_in_words_a_user_can_act_on(self) -> None:
        grace = factories.cast().grace
        with pytest.raises(NotPermitted, match=r"^Your roles do not let you publish a rota\. Ask whoever"):
            check_may(grace, "publish rota", None, TODAY)
        with pytest.raises(NotPermitted, match="read this: assessment and social work notes"):
            check_may(grace, READ, 7, TODAY)

    def test_the_house_itself_may(self) -> None:
        assert check_may(None, "publish rota", None, TODAY) is None

    def test_break_glass_is_not_given_by_the_role_alone(self) -> None:
        elsewhere = factories.user("Ned", role="social_worker_not_allocated")
        assert may(elsewhere, READ, 1, TODAY)
        assert not may(elsewhere, READ, 5, TODAY)

    def test_a_name_of_ours_that_is_misspelt_is_a_mistake_and_not_a_refusal(self) -> None:
        with pytest.raises(LookupError):
            check_may(None, "pubish rota", None, TODAY)

    def test_a_role_counts_from_its_first_day_to_the_day_before_its_end(self) -> None:
        olu = factories.user("Olu", role="coordinator", organisation=factories.provider())
        RoleGrant.objects.filter(user=olu).update(starts_on=STARTED_ON, until=TODAY)
        assert may(olu, "publish rota", None, STARTED_ON)
        assert not may(olu, "publish rota", None, TODAY)

    def test_a_closed_account_may_nothing(self) -> None:
        olu = factories.cast().olu
        olu.is_active = False
        assert not may(olu, READ, 1, TODAY)

    def test_a_grant_of_a_role_that_no_longer_exists_gives_nothing(self) -> None:
        olu = factories.cast().olu
        RoleGrant.objects.filter(user=olu).update(role="gone")
        assert not may(olu, READ, 1, TODAY)
