"""Which members of staff are written to, and what each of them is to see to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import Membership, User
from accounts.roles import Role
from participation.models import Department
from perimeter_data.models import Perimeter

ANSWERING = (Role.ADMINISTRATOR, Role.MODERATOR, Role.AGENT)


@dataclass(slots=True)
class Desk:
    """One person with their perimeters; of an agent's only what their departments have, where they have any."""

    user: User
    perimeters: list[Perimeter] = field(default_factory=list)
    departments: dict[int, list[int]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The person's own language, else that of their first perimeter."""
        wish = getattr(self.user, "wish", None)
        return (wish.language if wish else "") or self.perimeters[0].default_language


def desks(user_ids: Iterable[int] | None = None) -> list[Desk]:
    """Return everybody who answers and wants messages, or those of them with these ids. Two queries."""
    rows = Membership.objects.filter(role__in=ANSWERING, user__is_active=True).exclude(user__email="")
    rows = rows.filter(Q(user__wish__isnull=True) | Q(user__wish__wants_messages=True))
    if user_ids is not None:
        rows = rows.filter(user__in=list(user_ids))
    found: dict[int, Desk] = {}
    agents: set[tuple[int, int]] = set()
    for row in rows.select_related("user__wish", "perimeter").order_by("user", "perimeter__slug"):
        desk = found.setdefault(row.user_id, Desk(row.user))
        desk.perimeters.append(row.perimeter)
        if row.role == Role.AGENT:
            agents.add((row.user_id, row.perimeter_id))
    own: dict[tuple[int, int], list[int]] = defaultdict(list)
    people = Department.staff.through.objects.filter(user__in=[user for user, _perimeter in agents])
    for user, department, perimeter in people.values_list("user", "department", "department__perimeter"):
        own[user, perimeter].append(department)
    for user, perimeter in agents:
        if departments := own.get((user, perimeter)):
            found[user].departments[perimeter] = departments
    return list(found.values())
