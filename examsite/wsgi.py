"""Production entry: `gunicorn examsite.wsgi:app`."""

from examsite.app import create_app

app = create_app()
