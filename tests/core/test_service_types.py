import pytest

from kith.core.service_types import SERVICE_TYPES, UnknownServiceType, service_type, service_type_choices


@pytest.mark.parametrize(
    ("key", "weeks_received", "charged"),
    [
        ("home_care", 0, True),
        ("sitting", 0, True),
        ("reablement", 5, False),
        ("reablement", 6, True),
        ("delegated_healthcare", 0, False),
        ("delegated_healthcare", 520, False),
    ],
)
def test_it_says_who_may_be_asked_to_contribute(key: str, weeks_received: int, charged: bool) -> None:
    assert charged == service_type(key).may_be_charged(weeks_received=weeks_received)


def test_every_kind_of_service_names_the_rule_it_is_charged_by() -> None:
    assert all(each.rule for each in SERVICE_TYPES.values())


def test_it_offers_each_kind_of_service_by_name() -> None:
    assert ("delegated_healthcare", "Delegated healthcare") in service_type_choices()


def test_it_refuses_a_service_it_does_not_know() -> None:
    with pytest.raises(UnknownServiceType, match=r"“gardening”\. Choose one of: home_care, reablement"):
        service_type("gardening")
