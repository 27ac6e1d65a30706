from django.core.cache.backends.base import default_key_func
from django.utils.crypto import salted_hmac


def hashed_key(key: str, key_prefix: str, version: int) -> str:
    """Return a keyed digest: allauth's keys hold network addresses, which are kept nowhere."""
    return salted_hmac(
        "conference.web.cache", default_key_func(key, key_prefix, version), algorithm="sha256"
    ).hexdigest()
