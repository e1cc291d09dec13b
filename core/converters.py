"""Path converters that cannot overflow a bigint or an integer column."""

from django.urls import register_converter


class BigId:
    """A row id: digits that fit a bigint."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


def register() -> None:
    """Make `<bigid:…>` known to URL patterns."""
    register_converter(BigId, "bigid")
