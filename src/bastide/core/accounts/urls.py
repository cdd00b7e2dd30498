"""Addresses of the door (/comptes/) and of one's account and people's accounts (/espace/).

Names without namespace are allauth's, which finds its own pages by them. Sign-up, change of address and sign-in by a
code in a mail are left out on purpose: an address that does not exist cannot be misused.
"""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.http.response import HttpResponseBase
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from .limits import at_the_door
from .views import account as my_account
from .views import identity, invitation, people, spreadsheet
from .views.keys import remove_key

View = Callable[..., HttpResponseBase]


def ours(name: str) -> View:
    """Send whoever comes, stranger or not, to our own page for the same thing."""
    view = RedirectView.as_view(pattern_name=name, query_string=True, http_method_names=["get", "head"])
    view.meets_strangers = True  # type: ignore[attr-defined]
    return view


def page(view: View) -> View:
    """A page of allauth's to read."""
    return never_cache(require_http_methods(["GET", "HEAD"])(view))


def gesture(view: View) -> View:
    """A form of allauth's for somebody who is inside already."""
    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(view))


def form(view: View) -> View:
    """A form of allauth's that strangers may send: counted."""
    return at_the_door(gesture(view))


door = [
    path("connexion/", form(account.login), name="account_login"),
    path("deconnexion/", gesture(account.logout), name="account_logout"),
    path("ferme/", page(account.account_inactive), name="account_inactive"),
    path("confirmer/", form(account.reauthenticate), name="account_reauthenticate"),
    path("mot-de-passe/", form(account.password_change), name="account_change_password"),
    path("mot-de-passe/choisir/", form(account.password_set), name="account_set_password"),
    path("mot-de-passe/oublie/", form(account.password_reset), name="account_reset_password"),
    path("mot-de-passe/envoye/", page(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        form(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("identite/", identity.login, name="identity_login"),
    path("identite/retour/", identity.callback, name="identity_callback"),
    path("identite/abandon/", page(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("invitation/", at_the_door(invitation.accept), name="accounts_accept"),
    path("invitation/<str:token>/", invitation.invitation, name="accounts_invitation"),
]

second_factor = [
    path("", page(factor.index), name="mfa_index"),
    path("code/", form(factor.authenticate), name="mfa_authenticate"),
    path("confirmer/", form(factor.reauthenticate), name="mfa_reauthenticate"),
    path("application/", form(app.activate_totp), name="mfa_activate_totp"),
    path("application/retirer/", gesture(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes-de-secours/", page(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("codes-de-secours/refaire/", gesture(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("codes-de-secours/fichier/", page(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("cles/", page(keys.list_webauthn), name="mfa_list_webauthn"),
    path("cles/ajouter/", gesture(keys.add_webauthn), name="mfa_add_webauthn"),
    path("cles/connexion/", form(keys.login_webauthn), name="mfa_login_webauthn"),
    path("cles/confirmer/", form(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("cles/<int:pk>/", gesture(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("cles/<int:pk>/retirer/", gesture(remove_key), name="mfa_remove_webauthn"),
]

workspace = [
    path("compte/", my_account.account, name="account"),
    path("compte/nom/", my_account.rename, name="rename"),
    path("compte/langue/", my_account.choose_language, name="choose_language"),
    path("compte/sessions/", my_account.sessions, name="sessions"),
    path("compte/sessions/<int:pk>/fermer/", my_account.end_session, name="end_session"),
    path("compte/sessions/fermer/", my_account.end_other_sessions, name="end_other_sessions"),
    path("compte/organisme/", my_account.switch, name="switch"),
    path("personnes/", people.people, name="people"),
    path("personnes/inviter/", people.invite, name="invite"),
    path("personnes/liste/", spreadsheet.send, name="import"),
    path("personnes/liste/verifier/", spreadsheet.report, name="import_report"),
    path("personnes/liste/a-corriger/", spreadsheet.left, name="import_left"),
    path("personnes/liste/modele/", spreadsheet.model, name="import_model"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("personnes/<int:pk>/role/", people.add_place, name="add_place"),
    path("personnes/<int:pk>/role/<int:place>/fin/", people.end_place, name="end_place"),
    path("personnes/<int:pk>/depart/", people.leave, name="leave"),
    path("personnes/<int:pk>/inviter/", people.invite_again, name="invite_again"),
    path("personnes/<int:pk>/annuler/", people.cancel_invitation, name="cancel_invitation"),
    path("personnes/<int:pk>/double-verification/", people.reset_factor, name="reset_factor"),
    path("personnes/<int:pk>/deconnecter/", people.end_sessions, name="end_person_sessions"),
]

# Wagtail's own door, accounts and people: each leads to ours. Before Wagtail's addresses in `project/urls.py`.
back_office = [
    path("login/", ours("account_login"), name="cms_login"),
    path("logout/", gesture(account.logout), name="cms_logout"),
    re_path(r"^password_reset/.*$", ours("account_reset_password"), name="cms_password_reset"),
    re_path(r"^account/.*$", ours("accounts:account"), name="cms_account"),
    re_path(r"^users/.*$", ours("accounts:people"), name="cms_users"),
]

urlpatterns = [
    path("cms/", include(back_office)),
    # Wagtail's second door, for pages with restricted access.
    path("_util/login/", ours("account_login"), name="site_login"),
    path("comptes/", include(door)),
    path("comptes/double-verification/", include(second_factor)),
    path("espace/", include((workspace, "accounts"))),
]
