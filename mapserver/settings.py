"""Settings of every instance. Whatever differs between instances comes from the environment.

Each `AGORAMA_…` variable is described in docs/settings.md; a test holds the two together.
"""

from pathlib import Path
from urllib.parse import unquote

import environ
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from mapserver.environment import ROOT, load_run_env, var_dir

load_run_env()
env = environ.Env()

BASE_DIR = ROOT
VAR_DIR: Path = var_dir()
SECRET_KEY = env("AGORAMA_SECRET_KEY")
DEBUG = env.bool("AGORAMA_DEBUG", False)
ALLOWED_HOSTS = env.list("AGORAMA_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("AGORAMA_CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("AGORAMA_HTTPS", False)
ADDRESS = env("AGORAMA_ADDRESS", default="")

INSTALLED_APPS = [
    "mapserver",
    "frontend_embed",
    "interop",
    "notifications",
    "tiles",
    "stats",
    "participation",
    "layers",
    "accounts",
    "perimeter_data",
    "core",
    "mapserver.admin_config.AgoramaAdminConfig",  # in the place of django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework_gis",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "core.middleware.RequestMetrics",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.PublicCors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LanguageFromRequest",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.DomainErrors",
]

ROOT_URLCONF = "mapserver.urls"
WSGI_APPLICATION = "mapserver.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "mapserver" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

# --- Database -----------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", engine="django.contrib.gis.db.backends.postgis")}
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket folder is written %2Ftmp%2F…
_pool_size = env.int("AGORAMA_DB_POOL_SIZE", 8)
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    **({"pool": {"min_size": 1, "max_size": _pool_size, "timeout": 10}} if _pool_size else {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

# --- Redis: cache, rate limits, broker. Nothing that must survive lives there ---
REDIS_URL = env("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
if CELERY_BROKER_URL.startswith("unix://"):
    # kombu calls the database of a socket otherwise, and would take the first one in silence.
    CELERY_BROKER_URL = "redis+socket://" + CELERY_BROKER_URL.removeprefix("unix://").replace("?db=", "?virtual_host=")
# One quick try: a write never waits for a dead broker (6 s with the defaults); the worker itself goes on trying.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "socket_connect_timeout": 0.5,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "read the change feed": {"task": "core.read_feed", "schedule": 5.0},
    "send lost jobs again": {"task": "core.resume_jobs", "schedule": 10.0},
    "forget old uploads": {"task": "perimeter_data.forget_uploads", "schedule": crontab(hour="3", minute="20")},
    "count everything anew": {"task": "participation.check_counts", "schedule": crontab(hour="2", minute="40")},
    "fold numbers per zone": {"task": "stats.fold", "schedule": 60.0},
    "count every zone anew": {"task": "stats.check", "schedule": crontab(hour="2", minute="50")},
    "show results of votes that are over": {"task": "participation.show_results", "schedule": 20.0},
    "answer what came back after a closing": {
        "task": "participation.answer_what_came_back",
        "schedule": crontab(minute="*/10"),
    },
    "let go of what waits for a photo": {"task": "participation.withdraw_photoless", "schedule": crontab(minute="25")},
    "tell of promises that passed": {"task": "participation.tell_passed", "schedule": crontab(minute="5")},
    "owe the morning's digest": {"task": "notifications.digests", "schedule": crontab(minute="2")},
    "tell of what waited too long": {"task": "notifications.overdue", "schedule": crontab(minute="*/10")},
    "forget files without a row": {"task": "participation.forget_orphans", "schedule": crontab(hour="3", minute="40")},
    "send messages that are due": {"task": "notifications.send", "schedule": 30.0},
    "let go of old tile files": {"task": "tiles.trim", "schedule": crontab(minute="35")},
    "forget old exports": {"task": "interop.forget_exports", "schedule": crontab(minute="45")},
    "forget old idempotency keys": {"task": "core.forget_old", "schedule": crontab(hour="3", minute="10")},
}

# Debian 12's GDAL is older than the block on file access that this check asks for. GeoDjango's GDAL never sees a
# caller's input here: files are read by pyogrio and rasterio, which bring their own.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

# --- Words ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("fr", _("French")), ("it", _("Italian")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "core.formats"
TIME_ZONE = env("AGORAMA_TIME_ZONE", default="Europe/Paris")

# --- Tiles that are kept (tiles.keeping) -----------------------------------------------
TILE_CACHE_DIR = VAR_DIR / "tiles"
TILE_MEMORY_BYTES = env.int("AGORAMA_TILE_MEMORY_BYTES", 64 * 1024 * 1024)
TILE_FILES_BYTES = env.int("AGORAMA_TILE_FILES_BYTES", 2147483648)

# --- Files ------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("AGORAMA_STATIC_ROOT", default=str(VAR_DIR / "static")))
MEDIA_ROOT = VAR_DIR / "media"

# --- Mail: into files until a server is named. Nobody waits long for one that hangs ---
vars().update(env.email_url("AGORAMA_EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("AGORAMA_EMAIL_FROM", default="agorama@localhost")
# Citizen pages stay readable without a network; off, browsers forget what they kept.
OFFLINE_PAGES = env.bool("AGORAMA_OFFLINE_PAGES", True)
EMBED_DIST = BASE_DIR / "frontend_embed" / "dist"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # A .gz beside each file at collectstatic: the map's script is a third of its size on the wire.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
STATICFILES_DIRS = [("embed", EMBED_DIST)] if EMBED_DIST.is_dir() else []
# Vite hashes the names of its own files, which are kept for ever; Django's are revalidated.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/embed/.+-[0-9A-Za-z_-]{8}\.[a-z0-9]+$"
WHITENOISE_MAX_AGE = 0 if DEBUG else 300

# --- Security ---------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
LOGIN_URL = "/admin/login/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- REST ---------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.ParticipantAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["core.media.JSONRenderer", "core.media.GeoJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.media.StrictJSONParser", "core.media.GeoJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Agorama",
    "DESCRIPTION": "Participatory mapping inside a perimeter. Coordinates are lon, lat (WGS 84).",
    "VERSION": "1",
    "OAS_VERSION": "3.0.3",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": "none"},  # it would ask a foreign host
    "PATH_CONVERTER_OVERRIDES": {"bigid": {"type": "integer", "format": "int64"}},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {"ContributionState": "participation.states.ContributionState"},
}

# --- Agorama's own --------------------------------------------------------------------
# Requests per window and address or participant; "off" switches one off. Without Redis they fail open.
AGORAMA_RATE_LIMITS: dict[str, str] = {
    "participants": env("AGORAMA_RATE_PARTICIPANTS", default="60/hour"),
    "contributions": env("AGORAMA_RATE_CONTRIBUTIONS", default="60/hour"),
    "votes": env("AGORAMA_RATE_VOTES", default="600/hour"),
    "comments": env("AGORAMA_RATE_COMMENTS", default="60/hour"),
    "follows": env("AGORAMA_RATE_FOLLOWS", default="20/hour"),
    "photos": env("AGORAMA_RATE_PHOTOS", default="120/hour"),
    "flags": env("AGORAMA_RATE_FLAGS", default="30/hour"),
    "exports": env("AGORAMA_RATE_EXPORTS", default="60/hour"),
    "sign_in": env("AGORAMA_RATE_SIGN_IN", default="60/hour"),
}
AGORAMA_TRUSTED_PROXIES = env.int("AGORAMA_TRUSTED_PROXIES", 0)
AGORAMA_PHOTO_MAX_BYTES = env.int("AGORAMA_PHOTO_MAX_BYTES", 12 * 1024 * 1024)
AGORAMA_DOCUMENT_MAX_BYTES = env.int("AGORAMA_DOCUMENT_MAX_BYTES", 20 * 1024 * 1024)
AGORAMA_IMPORT_MAX_BYTES = env.int("AGORAMA_IMPORT_MAX_BYTES", 512 * 1024 * 1024)
AGORAMA_IMPORT_MAX_VERTICES = env.int("AGORAMA_IMPORT_MAX_VERTICES", 5_000_000)
AGORAMA_STORE_URL = env("AGORAMA_STORE_URL", default="")
AGORAMA_STORE_TIMEOUT_S = env.int("AGORAMA_STORE_TIMEOUT_S", 3)
AGORAMA_RASTER_MAX_BYTES = env.int("AGORAMA_RASTER_MAX_BYTES", 4_294_967_296)
AGORAMA_RASTER_MAX_PIXELS = env.int("AGORAMA_RASTER_MAX_PIXELS", 400_000_000)
AGORAMA_BASEMAP_CACHE_BYTES = env.int("AGORAMA_BASEMAP_CACHE_BYTES", 1024 * 1024 * 1024)
AGORAMA_BASEMAP_CONCURRENCY = env.int("AGORAMA_BASEMAP_CONCURRENCY", 4)
AGORAMA_BASEMAP_ALLOWED_PRIVATE_HOSTS = env.list("AGORAMA_BASEMAP_ALLOWED_PRIVATE_HOSTS", default=[])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("AGORAMA_LOG_LEVEL", default="WARNING")},
}
