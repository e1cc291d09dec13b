"""Give a role in a perimeter, to somebody known here or not yet."""

from django.db import transaction

from accounts.models import Membership, User
from core import changes
from perimeter_data.models import Perimeter


@transaction.atomic
def give_role(*, perimeter: Perimeter, email: str, role: str, first_name: str = "", last_name: str = "") -> Membership:
    """Return the membership of the person with this address, made a member of staff where unknown.

    A newcomer has no password; one who is known keeps name, password and powers elsewhere.
    """
    email = email.strip().lower()
    user, new = User.objects.get_or_create(
        username=email, defaults={"email": email, "first_name": first_name, "last_name": last_name, "is_staff": True}
    )
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    elif not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    membership = Membership.objects.create(user=user, perimeter=perimeter, role=role)
    changes.append("membership.saved", perimeter_id=perimeter.pk, target_type="membership", target_id=membership.pk)
    return membership
