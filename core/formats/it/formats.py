"""As Django's, with `1 agosto` for `01 agosto`."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H:i"
