"""Production entry: `gunicorn examsite.wsgi:app`. Refuses to start what is not ready."""

from examsite.app import create_app
from examsite.commands.start import require_ready
from examsite.kit.db import hear_clock
from examsite.kit.jobs import connect, make_huey
from examsite.settings import Settings

settings = Settings()
require_ready(settings)
app = create_app(settings)
with app.app_context():
    hear_clock()
connect(app, make_huey(str(settings.home), settings.redis_url))
