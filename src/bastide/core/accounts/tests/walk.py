"""Who may call each address of the door, of one's account and of the pôle's people."""

from dataclasses import replace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bastide.core.accounts.actions.invitation import VALIDITY
from bastide.core.accounts.models import FactorReset, Invitation
from bastide.core.accounts.testing import enrol_app, enrol_key, note_recent_sign_in
from bastide.core.accounts.views.invitation import SESSION_KEY
from bastide.core.accounts.views.spreadsheet import LEFT_KEY, LINES_KEY
from bastide.kit.http.walk import owned, public, signed_in

READ_AND_SEND = ("GET", "POST")
SHORT_LIST = "prénom;nom;courriel;organisme;rôle\nLuc;Costes;luc@valbrune.example;Valbrune;agent"


def just_signed_in(client, scene):
    """Whoever is signed in has just typed their password; a stranger stays one."""
    if user_id := client.session.get("_auth_user_id"):
        note_recent_sign_in(client, type(scene.people.secretary).objects.get(pk=user_id))


def with_app(scene):
    enrol_app(scene.people.secretary)
    enrol_app(scene.people.neighbour)
    RecoveryCodes.activate(scene.people.secretary)
    RecoveryCodes.activate(scene.people.neighbour)
    return {}


def own_key(scene):
    return {"pk": enrol_key(scene.people.secretary).pk}


def own_session(scene):
    session = UserSession.objects.create(user=scene.people.secretary, ip="192.0.2.1", session_key="a-session")
    return {"pk": session.pk}


def the_secretary(scene):
    return {"pk": scene.people.secretary.pk}


def the_mayor_with_app(scene):
    enrol_app(scene.people.mayor)
    return {"pk": scene.people.mayor.pk}


def invitation(scene):
    organisation = scene.valdorne.valbrune.organisation
    now = timezone.now()
    return {
        "token": Invitation.objects.create(
            user=scene.people.secretary, organisation=organisation, sent_at=now, expires_at=now + VALIDITY
        ).token
    }


def with_an_invitation(client, scene):
    session = client.session
    session[SESSION_KEY] = invitation(scene)["token"]
    session.save()


def with_a_list(client, scene):
    session = client.session
    session[LINES_KEY] = [{"number": 2, "first_name": "Luc", "organisation": "Valbrune"}]
    session[LEFT_KEY] = []
    session.save()


def place_form(scene):
    return {"organisation": scene.valdorne.eyrenne.organisation.pk, "role": "agent", "starts_on": "2026-11-01"}


# Forms are sent empty where an empty form answers with its errors: the point is who is heard, not what is said.
mine = signed_in(methods=READ_AND_SEND, before=just_signed_in)
for_the_pole = owned(owner="pole", outsider="mayor")
one_person = replace(for_the_pole, bind=the_secretary)

WALK = {
    "account_login": public(methods=READ_AND_SEND),
    "account_logout": public(methods=READ_AND_SEND),
    "account_inactive": public(),
    "account_reset_password": public(methods=READ_AND_SEND),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(lambda scene: {"uidb36": "1", "key": "0-0"}, methods=READ_AND_SEND),
    "account_reset_password_from_key_done": public(),
    "accounts_invitation": public(invitation),
    "accounts_accept": public(methods=READ_AND_SEND, before=with_an_invitation),
    "mfa_authenticate": public(methods=READ_AND_SEND, answers=(302,)),
    "mfa_login_webauthn": public(methods=READ_AND_SEND, answers=(302,)),
    # Off in tests: there is no provider.
    "identity_login": public(answers=(404,)),
    "identity_callback": public(answers=(404,)),
    "socialaccount_login_cancelled": public(),
    "site_login": public(answers=(302,)),
    "cms_login": public(answers=(302,)),
    "cms_password_reset": public(),
    "account_reauthenticate": mine,
    "account_change_password": mine,
    "account_set_password": mine,
    "mfa_index": signed_in(),
    "mfa_reauthenticate": replace(mine, bind=with_app),
    "mfa_reauthenticate_webauthn": mine,
    "mfa_activate_totp": mine,
    "mfa_deactivate_totp": replace(mine, bind=with_app),
    "mfa_view_recovery_codes": signed_in(with_app, before=just_signed_in),
    "mfa_generate_recovery_codes": mine,
    "mfa_download_recovery_codes": signed_in(with_app, before=just_signed_in),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": mine,
    "mfa_edit_webauthn": owned(own_key, methods=READ_AND_SEND, before=just_signed_in),
    "mfa_remove_webauthn": owned(own_key, methods=READ_AND_SEND, before=just_signed_in),
    "accounts:account": signed_in(),
    "accounts:rename": signed_in(methods=READ_AND_SEND),
    "accounts:choose_language": signed_in(methods=("POST",), data={"POST": lambda scene: {"language": "oc"}}),
    "accounts:sessions": signed_in(),
    "accounts:end_session": owned(own_session, methods=("POST",)),
    "accounts:end_other_sessions": signed_in(methods=("POST",)),
    "accounts:switch": owned(
        methods=("POST",),
        data={"POST": lambda scene: {"organisation": scene.valdorne.valbrune.organisation.pk}},
    ),
    "accounts:people": for_the_pole,
    "accounts:invite": replace(for_the_pole, methods=READ_AND_SEND, data={"POST": place_form}),
    "accounts:import": replace(
        for_the_pole,
        methods=READ_AND_SEND,
        data={"POST": lambda scene: {"file": SimpleUploadedFile("a.csv", SHORT_LIST.encode())}},
    ),
    "accounts:import_report": replace(for_the_pole, methods=READ_AND_SEND, before=with_a_list),
    "accounts:import_left": for_the_pole,
    "accounts:import_model": for_the_pole,
    "accounts:person": one_person,
    "accounts:add_place": replace(one_person, methods=READ_AND_SEND, data={"POST": place_form}),
    "accounts:end_place": replace(
        for_the_pole,
        bind=lambda scene: the_secretary(scene) | {"place": scene.people.secretary.memberships.get().pk},
        methods=READ_AND_SEND,
        data={"POST": lambda scene: {"ends_on": "2026-12-31"}},
    ),
    "accounts:leave": replace(
        one_person, methods=READ_AND_SEND, data={"POST": lambda scene: {"ends_on": "2026-12-31"}}
    ),
    "accounts:invite_again": replace(one_person, methods=("POST",)),
    "accounts:cancel_invitation": replace(one_person, methods=READ_AND_SEND),
    "accounts:reset_factor": replace(
        for_the_pole,
        bind=the_mayor_with_app,
        methods=READ_AND_SEND,
        data={"POST": lambda scene: {"check_made": FactorReset.Check.IN_PERSON, "note": "venu au pôle"}},
    ),
    "accounts:end_person_sessions": replace(one_person, methods=("POST",)),
    "cms_logout": owned(owner="webmaster", methods=READ_AND_SEND),
    "cms_account": public(),
    "cms_users": public(),
}
