"""The door that gunicorn opens. It stays shut before a database that could lose what it says it has saved."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
application = get_wsgi_application()

from kith.config.checks import refuse_unsafe_database  # noqa: E402 - needs Django to have started

refuse_unsafe_database()
