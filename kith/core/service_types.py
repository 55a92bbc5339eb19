"""The kinds of service a package line can be for, and who may be asked to pay towards each.

To add one, add one entry to `SERVICE_TYPES`: choices, charging and the reference page all read from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kith.core.errors import Invalid


class Charging(StrEnum):
    """Whether a person may be asked to contribute to the cost."""

    BY_MEANS = "by means"
    """Up to what the person's financial assessment says they can pay (Care Act 2014, sections 14 and 17)."""

    FREE_FOR_WEEKS = "free for some weeks"
    """Nothing for the first weeks, then by means if it goes on."""

    NEVER = "never"
    """Nothing, whatever the person has."""


class UnknownServiceType(Invalid):
    """No kind of service has this key."""

    code = "unknown_service_type"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceType:
    """One kind of service: its name on a page, whether it is charged for, and the rule that says so."""

    key: str
    name: str
    charging: Charging
    rule: str
    free_weeks: int = 0

    def may_be_charged(self, *, weeks_received: int) -> bool:
        """Whether the person may be asked to contribute once this many whole weeks have been received."""
        if self.charging is Charging.FREE_FOR_WEEKS:
            return weeks_received >= self.free_weeks
        return self.charging is Charging.BY_MEANS


_BY_MEANS = "Care Act 2014, sections 14 and 17"

SERVICE_TYPES: Mapping[str, ServiceType] = MappingProxyType(
    {
        service_type.key: service_type
        for service_type in (
            ServiceType(key="home_care", name="Home care", charging=Charging.BY_MEANS, rule=_BY_MEANS),
            ServiceType(
                key="reablement",
                name="Reablement",
                charging=Charging.FREE_FOR_WEEKS,
                free_weeks=6,
                rule="Care and Support (Charging and Assessment of Resources) Regulations 2014, regulation 3",
            ),
            ServiceType(
                key="delegated_healthcare",
                name="Delegated healthcare",
                charging=Charging.NEVER,
                rule="NHS care is free at the point of use: National Health Service Act 2006, section 1",
            ),
            ServiceType(key="sitting", name="Sitting service", charging=Charging.BY_MEANS, rule=_BY_MEANS),
            ServiceType(
                key="night_sitting", name="Night sitting", charging=Charging.BY_MEANS, rule=_BY_MEANS
            ),
            ServiceType(
                key="extra_care", name="Extra care housing", charging=Charging.BY_MEANS, rule=_BY_MEANS
            ),
        )
    }
)


def service_type(key: str) -> ServiceType:
    """The kind of service with this key.

    Raises `UnknownServiceType` when there is none.
    """
    try:
        return SERVICE_TYPES[key]
    except KeyError:
        raise UnknownServiceType(
            "There is no service called “{key}”. Choose one of: {services}.",
            key=key,
            services=", ".join(SERVICE_TYPES),
        ) from None


def service_type_choices() -> list[tuple[str, str]]:
    """Key and name of each kind of service, for a list to choose from."""
    return [(each.key, each.name) for each in SERVICE_TYPES.values()]
