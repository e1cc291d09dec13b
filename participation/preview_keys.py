"""Keys to look at a picture that is not public, for its author and staff: signed, not stored, good for some hours."""

from datetime import timedelta

from django.core import signing

_SIGNER = signing.TimestampSigner(sep=".", salt="participation.preview")
GOOD_FOR = timedelta(hours=6)


def preview_key(key: str) -> str:
    """Return what opens the files of one attachment."""
    return _SIGNER.sign(key).removeprefix(f"{key}.")


def opens(preview: str, key: str) -> bool:
    """Say whether a preview key opens these files now."""
    try:
        _SIGNER.unsign(f"{key}.{preview}", max_age=GOOD_FOR)
    except signing.BadSignature:
        return False
    return True
