"""Who may do what: one-sentence predicates over a member of staff and a perimeter's id."""

from accounts.models import Membership, User
from perimeter_data.powers import Power


def _has(user: User, power: Power, perimeter_id: int) -> bool:
    held = user.perimeter_ids(power)
    return held is None or perimeter_id in held


def may_view(user: User, perimeter_id: int) -> bool:
    """Any role lets one read what staff reads."""
    return _has(user, Power.VIEW, perimeter_id)


def may_moderate(user: User, perimeter_id: int) -> bool:
    """Moderators and administrators move contributions along their states."""
    return _has(user, Power.MODERATE, perimeter_id)


def may_plan(user: User, perimeter_id: int) -> bool:
    """Planners and administrators use the planner's workspace."""
    return _has(user, Power.PLAN, perimeter_id)


def may_administer(user: User, perimeter_id: int) -> bool:
    """Administrators change the territory, the debate's frame and the roles."""
    return _has(user, Power.ADMINISTER, perimeter_id)


def may_invite(user: User, newcomer: User) -> bool:
    """Hand over a link that sets a first password: only to one who has none, and who is nobody elsewhere."""
    held = user.perimeter_ids(Power.ADMINISTER)
    known = newcomer.has_usable_password() or newcomer.last_login is not None
    if known or newcomer.is_superuser or not newcomer.is_active:
        return False
    return held is None or (bool(newcomer.roles) and newcomer.roles.keys() <= held)


def may_change_role(user: User, membership: Membership) -> bool:
    """Administrators give and take roles in their perimeters, but not their own role."""
    return may_administer(user, membership.perimeter_id) and (user.is_superuser or membership.user_id != user.pk)
