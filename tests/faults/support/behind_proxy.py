"""The settings of a site behind a proxy that ends TLS, as production has them."""

from tests.faults.support.settings import *  # noqa: F403

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
