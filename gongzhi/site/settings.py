"""Django's settings, all of them derived from the environment (`environment.py`)."""

from pathlib import Path

from gongzhi.site import environment
from gongzhi.site.logs import logging_of
from gongzhi.site.signing_in import APPS, OIDC_APPS, second_factor, signing_in, single_sign_on

HOME = environment.home()
HOME_KEYS = HOME / "keys"
CATALOGUE = Path(environment.text("GONGZHI_CATALOGUE", str(Path(__file__).parents[2] / "catalogue"))).resolve()
DATABASES = {"default": environment.database_in(HOME)}

INSTALLED_APPS = [
    "gongzhi.site.administration_app.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
    "gongzhi.audit",
    "gongzhi.places",
    "gongzhi.bodies",
    *APPS,
    *(OIDC_APPS if environment.text("GONGZHI_OIDC_URL", "") else []),
    "gongzhi.vault",
    "gongzhi.matters",
    "gongzhi.exchange.notify",
    "gongzhi.exchange.exports",
    "gongzhi.documents",
    "gongzhi.asks",
    "gongzhi.portal",
    "gongzhi.site",
]
MIDDLEWARE = [
    "gongzhi.site.numbering.Numbered",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongzhi.site.headers.Sealed",
    "gongzhi.site.limits.Limited",
    "gongzhi.site.problems.Problems",
    "gongzhi.site.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gongzhi.bodies.accounts.watch.Watch",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongzhi.site.words.spoken",
            ]
        },
    }
]
ROOT_URLCONF = "gongzhi.site.urls"
WSGI_APPLICATION = "gongzhi.site.wsgi.application"
AUTH_USER_MODEL = "bodies.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    *(
        {"NAME": f"gongzhi.bodies.accounts.passwords.{name}"}
        for name in ("LongEnough", "WithoutTheLogin", "DifferentSigns", "NotOneOfTheLast")
    ),
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "live"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = environment.zone("GONGZHI_TIME_ZONE", "Asia/Shanghai")
LANGUAGE_CODE = environment.text("GONGZHI_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]

SECRET_KEY = environment.secret_key(HOME_KEYS)
ALLOWED_HOSTS = environment.hosts()
HTTPS = environment.switch("GONGZHI_HTTPS", default="off")
CSRF_TRUSTED_ORIGINS = environment.words("GONGZHI_ORIGINS")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = environment.whole("GONGZHI_SESSION_MINUTES", "480", least=1) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "gongzhi.bodies.accounts.session_store"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = environment.whole("GONGZHI_HSTS_DAYS", "0", least=0) * 86_400 if HTTPS else 0
GONGZHI_METRICS_TOKEN = environment.text("GONGZHI_METRICS_TOKEN", "")
GONGZHI_AUDIT_DAYS = environment.whole("GONGZHI_AUDIT_DAYS", "365", least=180)
GONGZHI_LIMIT_CALLER = environment.whole("GONGZHI_LIMIT_CALLER", "1200", least=0)
GONGZHI_LIMIT_ADDRESS = environment.whole("GONGZHI_LIMIT_ADDRESS", "6000", least=0)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
CSRF_FAILURE_VIEW = "gongzhi.portal.returning.forged"
globals().update(signing_in(https=HTTPS))
GONGZHI_SECOND_FACTOR = second_factor(HOME)
GONGZHI_IDLE_MINUTES = environment.whole("GONGZHI_IDLE_MINUTES", "30", least=1)
GONGZHI_PASSWORD_DAYS = environment.whole("GONGZHI_PASSWORD_DAYS", "90", least=0)
GONGZHI_OIDC = bool(environment.text("GONGZHI_OIDC_URL", ""))
GONGZHI_OIDC_ORIGIN = environment.origin_of("GONGZHI_OIDC_URL")
GONGZHI_OIDC_PROVISION = environment.switch("GONGZHI_OIDC_PROVISION", default="off")
globals().update(single_sign_on() if GONGZHI_OIDC else {})
BODY_LIMIT = environment.whole("GONGZHI_BODY_MEGABYTES", "16", least=1) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/web/[a-z]+/assets/"
GONGZHI_MAP = environment.base_map(HOME)
WHITENOISE_ROOT = HOME / "public" if (HOME / "public").is_dir() else None
STORAGES = {
    "default": environment.storage(HOME / "attachments"),
    "attachments": environment.storage(HOME / "attachments"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
GONGZHI_KEY_SERVICE_URL = environment.outward("GONGZHI_KEY_SERVICE_URL")
GONGZHI_KEY_SERVICE_TOKEN = environment.text("GONGZHI_KEY_SERVICE_TOKEN", "")
GONGZHI_CIPHER = environment.choice("GONGZHI_CIPHER", "aes", ("aes", "sm4"))
GONGZHI_DIGEST = environment.choice("GONGZHI_DIGEST", "sha256", ("sha256", "sm3"))
GONGZHI_ATTACHMENT_BYTES = environment.whole("GONGZHI_ATTACHMENT_MEGABYTES", "25", least=1) * 1024 * 1024
GONGZHI_WAITING_BYTES = environment.whole("GONGZHI_WAITING_MEGABYTES", "1024", least=1) * 1024 * 1024
GONGZHI_WAITING_BYTES_TOTAL = environment.whole("GONGZHI_WAITING_TOTAL_MEGABYTES", "8192", least=1) * 1024 * 1024
GONGZHI_LOOKS_PER_HOUR = environment.whole("GONGZHI_LOOKS_PER_HOUR", "30", least=1)
GONGZHI_SMS_URL = environment.outward("GONGZHI_SMS_URL")
GONGZHI_SMS_TOKEN = environment.text("GONGZHI_SMS_TOKEN", "")
GONGZHI_EMAIL_FROM = environment.text("GONGZHI_EMAIL_FROM", "")
GONGZHI_INWARD_HOSTS = environment.words("GONGZHI_INWARD_HOSTS")
GONGZHI_CHAT_HOSTS = environment.words("GONGZHI_CHAT_HOSTS")
GONGZHI_PUSH_HOSTS = environment.words("GONGZHI_PUSH_HOSTS")
GONGZHI_PUSH_CONTACT = environment.text("GONGZHI_PUSH_CONTACT", "")
GONGZHI_MESSAGE_MINUTES = environment.whole("GONGZHI_MESSAGE_MINUTES", "10", least=1)
GONGZHI_MESSAGE_TRIES = environment.whole("GONGZHI_MESSAGE_TRIES", "8", least=1)
globals().update(environment.mail("GONGZHI_SMTP_URL"))
GONGZHI_FONTS = environment.folder("GONGZHI_FONTS")
GONGZHI_NEAR_METRES = environment.whole("GONGZHI_NEAR_METRES", "200", least=1)
GONGZHI_NEAR_HOURS = environment.whole("GONGZHI_NEAR_HOURS", "72", least=1)
LOGGING = logging_of(environment.choice("GONGZHI_LOG", "plain", ("plain", "json")))
