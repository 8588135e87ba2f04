"""The web process: gunicorn imports `application` from here."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

from config.charsets import UTF8Alone

application = UTF8Alone(get_wsgi_application())
