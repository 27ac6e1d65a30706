"""The WSGI application. Without PLENIPO_MODE it refuses an incomplete environment."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("PLENIPO_MODE", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.settings")

application = get_wsgi_application()
