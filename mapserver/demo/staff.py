"""The three demo accounts."""

from django.contrib.auth.hashers import make_password

from accounts.models import Membership, User
from accounts.roles import Role
from perimeter_data.models import Perimeter

ACCOUNTS = {"admin": Role.ADMINISTRATOR, "moderator": Role.MODERATOR, "planner": Role.PLANNER}


def load_staff(perimeter: Perimeter, password: str) -> None:
    """Make the accounts with this password; the admin may do everything, the others what their role brings."""
    encoded = make_password(password)  # slow on purpose: once is enough
    for name, role in ACCOUNTS.items():
        user = User.objects.create(
            username=name, email=f"{name}@demo.invalid", password=encoded, is_staff=True, is_superuser=name == "admin"
        )
        Membership.objects.create(user=user, perimeter=perimeter, role=role)


def known_accounts(password: str) -> list[str]:
    """Return the demo accounts if the admin among them still has this password."""
    users = {user.username: user for user in User.objects.filter(email__endswith="@demo.invalid").order_by("pk")}
    admin = users.get("admin")
    return list(users) if admin and admin.check_password(password) else []
