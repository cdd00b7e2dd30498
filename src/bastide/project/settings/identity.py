"""Who signs in and how."""

from .env import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/espace/"
LOGOUT_REDIRECT_URL = "/"
# Without "Rester connecté" a session ends with the browser; with it, after two weeks.
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "bastide_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

ACCOUNT_ADAPTER = "bastide.core.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An account comes from an invitation, which proves the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Counted in the database instead, see `core/accounts/limits.py`.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
# How many proxies of ours stand in front and write X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("BASTIDE_TRUSTED_PROXIES", default=0)

MFA_ADAPTER = "bastide.core.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
# One step of thirty seconds either way: telephones in the country are not all on time.
MFA_TOTP_TOLERANCE = 1

# An identity provider (ProConnect, any OpenID Connect): off without its key; the sign-in page then does not show it.
SOCIALACCOUNT_ADAPTER = "bastide.core.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = {}
if env.str("BASTIDE_OIDC_CLIENT_ID", default=""):
    SOCIALACCOUNT_PROVIDERS["identity"] = {
        "APPS": [
            {
                "provider_id": "identity",
                "name": env.str("BASTIDE_OIDC_NAME", default="ProConnect"),
                "client_id": env.str("BASTIDE_OIDC_CLIENT_ID"),
                "secret": env.str("BASTIDE_OIDC_CLIENT_SECRET"),
                "settings": {
                    "server_url": env.str("BASTIDE_OIDC_ISSUER"),
                    "scope": env.str("BASTIDE_OIDC_SCOPE", default="openid email given_name usual_name").split(),
                    "trust_email": env.bool("BASTIDE_OIDC_TRUST_EMAIL", default=True),
                },
            }
        ]
    }

_FORMS = "bastide.core.accounts.forms.door."
ACCOUNT_FORMS = {
    "login": _FORMS + "LoginForm",
    "reset_password": _FORMS + "ResetPasswordForm",
    "reset_password_from_key": _FORMS + "ResetPasswordKeyForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "reauthenticate": _FORMS + "ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": _FORMS + "AuthenticateForm",
    "reauthenticate": _FORMS + "CodeReauthenticateForm",
    "activate_totp": _FORMS + "ActivateTOTPForm",
    "add_webauthn": _FORMS + "AddKeyForm",
    "edit_webauthn": _FORMS + "EditKeyForm",
}

# Wagtail's back office is entered by our door; passwords, addresses and people are looked after in the workspace.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/comptes/connexion/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
