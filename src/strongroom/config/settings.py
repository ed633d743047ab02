"""Django's settings, all derived from the STRONGROOM_* environment (see env.py).

Contexts read them through `django.conf.settings`; nobody imports this module.
"""

from email.utils import parseaddr
from typing import cast
from urllib.parse import unquote, urlsplit

from django.utils.functional import SimpleLazyObject

from strongroom import __version__
from strongroom.config.details import detail_url
from strongroom.config.directory import directory_of
from strongroom.config.env import SettingInvalid, read_environment
from strongroom.config.folders import Folders
from strongroom.config.saml import saml_provider_of
from strongroom.infra.crypto.keyring import KeyRing
from strongroom.infra.crypto.secret_file import load_or_create
from strongroom.simulation.store import is_simulation

ENVIRONMENT = read_environment()

# --- What Strongroom's own rooms ask for ---------------------------------------------
STRONGROOM_DATA = ENVIRONMENT["STRONGROOM_DATA"]
# What is made up is looked at, and never grows into an index: nobody uploads or registers there, and no pages are prepared.
STRONGROOM_SIMULATION = is_simulation(STRONGROOM_DATA)
STRONGROOM_URL = ENVIRONMENT["STRONGROOM_URL"]
STRONGROOM_NAME = ENVIRONMENT["STRONGROOM_NAME"]
STRONGROOM_VERSION = __version__
STRONGROOM_DEMO = ENVIRONMENT["STRONGROOM_DEMO"]
STRONGROOM_READ_PUBLIC = ENVIRONMENT["STRONGROOM_READ"] == "public"
# On a private index, an account is the right to read: nobody may help themselves to it unless the operator says so.
_registration = ENVIRONMENT["STRONGROOM_REGISTRATION"] or ("open" if STRONGROOM_READ_PUBLIC else "closed")
STRONGROOM_REGISTRATION_OPEN = _registration == "open" and not STRONGROOM_SIMULATION
STRONGROOM_TOKEN_PREFIX = ENVIRONMENT["STRONGROOM_TOKEN_PREFIX"]
STRONGROOM_UPLOADS = "closed" if STRONGROOM_SIMULATION else ENVIRONMENT["STRONGROOM_UPLOADS"]
STRONGROOM_READ_ONLY = ENVIRONMENT["STRONGROOM_READ_ONLY"]
STRONGROOM_FILE_LIMIT_BYTES = ENVIRONMENT["STRONGROOM_FILE_LIMIT_MB"] * 1024 * 1024
STRONGROOM_PROJECT_LIMIT_BYTES = ENVIRONMENT["STRONGROOM_PROJECT_LIMIT_MB"] * 1024 * 1024
STRONGROOM_RELEASE_OPEN_DAYS = ENVIRONMENT["STRONGROOM_RELEASE_OPEN_DAYS"]
STRONGROOM_NEW_PROJECTS_PER_PERSON = ENVIRONMENT["STRONGROOM_NEW_PROJECTS_PER_PERSON"]
STRONGROOM_NEW_PROJECTS_PER_ADDRESS = ENVIRONMENT["STRONGROOM_NEW_PROJECTS_PER_ADDRESS"]
STRONGROOM_NOTICE_DAYS = ENVIRONMENT["STRONGROOM_NOTICE_DAYS"]
STRONGROOM_PROXIES = ENVIRONMENT["STRONGROOM_PROXIES"]
STRONGROOM_UPSTREAM = ENVIRONMENT["STRONGROOM_UPSTREAM"]
STRONGROOM_RESERVED = ENVIRONMENT["STRONGROOM_RESERVED"]
STRONGROOM_TYPO_NAMES = ENVIRONMENT["STRONGROOM_TYPO_NAMES"]
STRONGROOM_OSV_FOLDER = ENVIRONMENT["STRONGROOM_OSV_FOLDER"]
STRONGROOM_DOWNLOAD_LOGS = ENVIRONMENT["STRONGROOM_DOWNLOAD_LOGS"]
# The identity provider is one, whichever of the two protocols it speaks.
STRONGROOM_SAML = saml_provider_of(ENVIRONMENT)
_protocol = "SAML" if STRONGROOM_SAML else "OIDC"
STRONGROOM_PROVIDER_ISSUER = (
    STRONGROOM_SAML.issuer if STRONGROOM_SAML else ENVIRONMENT["STRONGROOM_OIDC_ISSUER"]
)
STRONGROOM_PROVIDER_ADDRESS = STRONGROOM_SAML.sign_in_url if STRONGROOM_SAML else STRONGROOM_PROVIDER_ISSUER
STRONGROOM_PROVIDER_NAME = ENVIRONMENT[f"STRONGROOM_{_protocol}_NAME"]
STRONGROOM_PROVIDER_SECOND_FACTOR = ENVIRONMENT[f"STRONGROOM_{_protocol}_SECOND_FACTOR"]
STRONGROOM_LDAP_NAME = ENVIRONMENT["STRONGROOM_LDAP_NAME"]
STRONGROOM_DIRECTORY = directory_of(ENVIRONMENT)
_folders = Folders(STRONGROOM_DATA)
STRONGROOM_SECRET_FILE = _folders.secret_file


def _keyring() -> KeyRing:
    STRONGROOM_DATA.mkdir(parents=True, exist_ok=True)
    return load_or_create(STRONGROOM_SECRET_FILE)


# Read, and on a new installation made, when they are first needed: help, and what repeats a run from its file, leave no folder.
STRONGROOM_KEYRING = cast("KeyRing", SimpleLazyObject(_keyring))
STRONGROOM_CONTENT_FOLDER = _folders.content
STRONGROOM_PAGES_FOLDER = _folders.pages
STRONGROOM_EVENTS_FOLDER = _folders.events
STRONGROOM_DETAILS_FOLDER = _folders.details
STRONGROOM_DETAIL_URL = detail_url(ENVIRONMENT["STRONGROOM_DETAIL_URL"], STRONGROOM_DETAILS_FOLDER)
STRONGROOM_UPSTREAM_FOLDER = _folders.upstream
STRONGROOM_MAIL_FOLDER = _folders.mail
STRONGROOM_RUNS_FOLDER = _folders.runs
STRONGROOM_BREACHED_PASSWORDS = ENVIRONMENT["STRONGROOM_BREACHED_PASSWORDS"] or _folders.breached_passwords
STRONGROOM_PASSWORD_RANGES = ENVIRONMENT["STRONGROOM_PASSWORD_RANGES"]

# --- Django -----------------------------------------------------------------------------
_address = urlsplit(STRONGROOM_URL)
_secure = _address.scheme == "https"
SECRET_KEY = cast("str", SimpleLazyObject(lambda: STRONGROOM_KEYRING.derive("django.secret_key").hex()))
DEBUG = False
ALLOWED_HOSTS = [_address.hostname, "127.0.0.1", "localhost"]
ROOT_URLCONF = "strongroom.config.urls"
WSGI_APPLICATION = "strongroom.config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
APPEND_SLASH = True
SITE_ID = None

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "strongroom.infra.journal",
    "strongroom.infra.outbox",
    "strongroom.infra.throttle",
    "strongroom.accounts",
    "strongroom.downloads",
    "strongroom.catalog",
    "strongroom.criticality",
    "strongroom.mandates",
    "strongroom.readpath",
    "strongroom.simulation",
    "strongroom.interfaces.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "strongroom.interfaces.web.security_headers.SecurityHeaders",
    "strongroom.interfaces.web.origins.JournalOrigins",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "strongroom.interfaces.web.accounts.browsers.BrowserCookie",
    "strongroom.interfaces.web.accounts.sightings.SessionSightings",
    "strongroom.interfaces.web.private_reading.PrivateReading",
    "strongroom.interfaces.web.refusals.RefusalPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "strongroom.interfaces.web.context.index_facts",
            ],
        },
    }
]

STATIC_URL = "/static/"


def _database(text: str) -> dict[str, object]:
    if text == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": STRONGROOM_DATA / "strongroom.sqlite3",
            # Whoever closes the last connection copies the log into the database and deletes it, with three syncs.
            # So connections stay open; they are closed before a fork (interfaces/cli/preparation.py).
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # The write lock is taken when a transaction begins, never in its middle (infra/db.py).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: a commit that was acknowledged survives a power cut, also in WAL mode.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(text)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SettingInvalid(
            "STRONGROOM_DATABASE cannot be read.",
            next_step="Give `sqlite` or postgresql://user:password@host:port/name.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(ENVIRONMENT["STRONGROOM_DATABASE"])}

# Replay marks and throttles live in the database; nothing that must hold is ever in a cache.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Sessions and cookies ------------------------------------------------------------
SESSION_ENGINE = "strongroom.accounts.session_store"
SESSION_COOKIE_NAME = "__Host-session" if _secure else "session"
SESSION_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Of sessions in which nobody is signed in yet; the others end as `accounts.rules.sessions` says.
SESSION_COOKIE_AGE = 12 * 60 * 60
STRONGROOM_BROWSER_COOKIE = "__Host-browser" if _secure else "browser"
CSRF_COOKIE_NAME = "__Host-csrf" if _secure else "csrf"
CSRF_COOKIE_SECURE = _secure
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT["STRONGROOM_PROXIES"] else None

# --- Uploads: the file part is streamed to the content store, forms stay small --------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 4

# --- Mail: every message is a row of the outbox, written in the transaction that caused it --
EMAIL_BACKEND = "strongroom.infra.outbox.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = ENVIRONMENT["STRONGROOM_MAIL_FROM"]
STRONGROOM_CONTACT = ENVIRONMENT["STRONGROOM_CONTACT"] or parseaddr(DEFAULT_FROM_EMAIL)[1]
STRONGROOM_MAIL = ENVIRONMENT["STRONGROOM_MAIL"]
STRONGROOM_BOUNCES = ENVIRONMENT["STRONGROOM_BOUNCES"]
STRONGROOM_DNS = ENVIRONMENT["STRONGROOM_DNS"]
STRONGROOM_RDAP = ENVIRONMENT["STRONGROOM_RDAP"]

# --- Accounts: allauth for registration, addresses and passwords; second factors are ours ----
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "your_projects"
ACCOUNT_ADAPTER = "strongroom.interfaces.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_PREVENT_ENUMERATION = True
# Failed sign-ins are counted by the adapter, in the database: allauth's own count would be one per process, and
# let anybody keep somebody else out.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USERNAME_MIN_LENGTH = 2
# Seconds: between the password and the last step; and as long as mailed codes work, as our own do.
ACCOUNT_LOGIN_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{STRONGROOM_NAME}] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _address.scheme
SOCIALACCOUNT_ADAPTER = "strongroom.interfaces.web.accounts.provider.ProviderAdapter"
# An account is found by the provider's own id of a person, never by an address that somebody there may choose.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                # People are known by issuer and subject together: another issuer's people are others (ASVS 5.0, 6.8.1).
                "provider_id": STRONGROOM_PROVIDER_ISSUER,
                "name": STRONGROOM_PROVIDER_NAME,
                "client_id": ENVIRONMENT["STRONGROOM_OIDC_CLIENT"],
                "secret": ENVIRONMENT["STRONGROOM_OIDC_CLIENT_SECRET"],
                "settings": {"server_url": STRONGROOM_PROVIDER_ISSUER},
            }
        ]
        if ENVIRONMENT["STRONGROOM_OIDC_ISSUER"]
        else [],
    }
}
PASSWORD_HASHERS = [
    "strongroom.accounts.password_hashers.LowMemoryArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "strongroom.accounts.password_validation.StrengthValidator"},
    {"NAME": "strongroom.accounts.password_validation.BreachedValidator"},
]

# --- Logs ------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT["STRONGROOM_LOG_LEVEL"].upper()},
}
