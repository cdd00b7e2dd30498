"""What shows that the ground floor works: database, files, cache, address."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.ui import typography

from .registry import Check, Finding, Group, bad, checks, good, off, warning

#: Below the first the service soon stops writing; below the second somebody should look.
DISK_BAD_BYTES, DISK_LOW_BYTES = 500 * 1024**2, 2 * 1024**3
OLDEST_POSTGRES, OLDEST_SQLITE = 150000, (3, 38)
CLOCK_DRIFT = timedelta(seconds=30)
#: What the errors of a Redis mean, by their class.
REDIS_WORDS = {
    "AuthenticationError": gettext_lazy("mot de passe refusé"),
    "ConnectionError": gettext_lazy("personne à cette adresse"),
    "NoPermissionError": gettext_lazy("ce compte n’y a pas droit"),
    "TimeoutError": gettext_lazy("trop long à répondre"),
}

_seen: dict[str, bool] = {}


def database(at: datetime) -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Exception as error:
        connection.close()
        return bad(
            _("La base de données ne répond pas (%(error)s).") % {"error": type(error).__name__},
            mend=_("Démarrez la base de données, ou corrigez DATABASE_URL."),
        )
    if connection.vendor == "postgresql":
        version = connection.pg_version  # type: ignore[attr-defined]
        name = f"PostgreSQL {version // 10000}"
        if version < OLDEST_POSTGRES:
            return bad(
                _("%(name)s est trop ancien.") % {"name": name}, mend=_("Passez à PostgreSQL 15 ou plus récent.")
            )
    else:
        name = f"SQLite {sqlite3.sqlite_version}"
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            return bad(_("%(name)s est trop ancien.") % {"name": name}, mend=_("Installez un Python plus récent."))
    return good(_("%(name)s répond.") % {"name": name})


def migrations(at: datetime) -> Finding:
    """Looked at until all are applied: a process whose code fits its database does not read them again."""
    if not _seen.get("migrations"):
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            return bad(
                _("%(count)d migrations ne sont pas appliquées.") % {"count": len(waiting)},
                mend=_("Lancez « bastide migrate »."),
            )
        known = set(executor.loader.disk_migrations or {})
        ours = {config for config, _name in known}
        newer = [key for key in executor.loader.applied_migrations if key[0] in ours and key not in known]
        newer = [key for key in newer if key not in executor.loader.replacements]
        if newer:
            return warning(
                _("La base de données vient d’une version plus récente du logiciel."),
                mend=_("Installez la version qui l’a mise à jour, ou restaurez la sauvegarde d’avant."),
            )
        _seen["migrations"] = True
    return good(_("Toutes les migrations sont appliquées."))


def pragmas(at: datetime) -> Finding:
    if connection.vendor != "sqlite":
        return off(_("Sans objet : la base n’est pas SQLite."))
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        safety = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if connection.is_in_memory_db():  # type: ignore[attr-defined]
        return off(_("Sans objet : la base est en mémoire."))
    if journal.lower() != "wal" or safety < 2:
        return bad(
            _("SQLite écrit en mode %(journal)s, sûreté %(safety)d : une coupure peut perdre des écritures.")
            % {"journal": journal, "safety": safety},
            mend=_("Mettez la base sur un disque local (pas un partage réseau) et redémarrez."),
        )
    return good(_("SQLite écrit en mode WAL et attend le disque."))


def clock(at: datetime) -> Finding:
    """Ours against the database's, on PostgreSQL; on SQLite they are the same."""
    if at.year < 2026:
        return bad(_("L’horloge de la machine est fausse."), mend=_("Réglez-la : « timedatectl set-ntp true »."))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        drift = abs(theirs - datetime.now(UTC))
        if drift > CLOCK_DRIFT:
            return warning(
                _("L’horloge diffère de %(seconds)d secondes de celle de la base.")
                % {"seconds": drift.total_seconds()},
                mend=_("Réglez les deux machines : « timedatectl set-ntp true »."),
            )
    return good(_("L’horloge est à l’heure."))


def state_folder(at: datetime) -> Finding:
    folder = Path(settings.STATE_DIR)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".essai-") as probe:
            probe.write(b"bastide")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return bad(
            _("On ne peut pas écrire dans %(folder)s (%(error)s).")
            % {"folder": folder, "error": error.strerror or type(error).__name__},
            mend=_("Donnez ce dossier au compte du service : « chown -R bastide %(folder)s ».") % {"folder": folder},
        )
    return good(_("On peut écrire dans %(folder)s.") % {"folder": folder})


def disk(at: datetime) -> Finding:
    usage = shutil.disk_usage(settings.STATE_DIR)
    free = usage.free / 1024**3
    said = _("Il reste %(free)s Go sur le disque.") % {"free": typography.number(free, 1)}
    mend = _("Libérez de la place, ou déplacez les sauvegardes sur un autre disque.")
    if usage.free < DISK_BAD_BYTES:
        return bad(said, mend=mend)
    if usage.free < DISK_LOW_BYTES or usage.free < usage.total * 0.05:
        return warning(said, mend=mend)
    return good(said)


def secret_key(at: datetime) -> Finding:
    if len(settings.SECRET_KEY) < 40:
        return bad(
            _("La clé secrète est trop courte."),
            mend=_("Donnez à BASTIDE_SECRET_KEY au moins quarante signes tirés au hasard."),
        )
    path = Path(settings.STATE_DIR) / "secret.key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return bad(
            _("D’autres comptes de la machine peuvent lire la clé secrète."),
            mend=_("Lancez « chmod 600 %(path)s ».") % {"path": path},
        )
    return good(_("La clé secrète est longue et à l’abri."))


def cache(at: datetime) -> Finding:
    """Not vital: without it pages are made each time, on every machine that shares it."""
    for alias in ("default", "pages"):
        kept, name = caches[alias], f"bastide-health-{os.getpid()}"
        if type(kept).__name__ == "DummyCache":
            continue
        try:
            if hasattr(kept, "ping"):
                kept.ping()
            kept.set(name, "ok", 30)
            is_kept = kept.get(name) == "ok"
            kept.delete(name)
        except Exception as error:
            # Its words may hold the address, and with it a password.
            return bad(
                _("Le cache « %(alias)s » ne répond pas (%(error)s) : les pages sont refaites à chaque visite.")
                % {"alias": alias, "error": REDIS_WORDS.get(type(error).__name__, type(error).__name__)},
                mend=_("Démarrez Redis, ou corrigez BASTIDE_CACHE_URL ; sans Redis, rendez son dossier au cache."),
            )
        if not is_kept:
            return bad(
                _("Le cache « %(alias)s » ne garde pas ce qu’on y écrit.") % {"alias": alias},
                mend=_("Regardez que son dossier, ou Redis, accepte les écritures."),
            )
    return good(_("Le cache garde ce qu’on y écrit."))


def static_files(at: datetime) -> Finding:
    mend = _("Lancez « bastide collectstatic --noinput --clear ».")
    storage: Any = staticfiles_storage
    if not hasattr(storage, "manifest_name"):
        return off(_("Sans objet : les fichiers statiques ne sont pas rassemblés."))
    root = Path(settings.STATIC_ROOT)
    if not (root / storage.manifest_name).exists():
        return bad(_("Les fichiers statiques ne sont pas rassemblés."), mend=mend)
    missing = [name for name in storage.hashed_files.values() if not (root / name).exists()]
    if missing:
        return bad(_("%(count)d fichiers statiques manquent.") % {"count": len(missing)}, mend=mend)
    return good(_("Les fichiers statiques sont rassemblés."))


def address(at: datetime) -> Finding:
    hosts = settings.ALLOWED_HOSTS
    local = {"localhost", "127.0.0.1", "[::1]"}
    if settings.DEBUG:
        return bad(
            _("Les pages de mise au point sont ouvertes : elles montrent tout."),
            mend=_("Retirez BASTIDE_DEBUG et redémarrez."),
        )
    if "*" in hosts:
        return bad(
            _("Le portail répond à n’importe quel nom."),
            mend=_("Écrivez ses noms dans BASTIDE_ALLOWED_HOSTS, séparés par des virgules."),
        )
    if set(hosts) <= local:
        return warning(
            _("Le portail ne répond qu’à « localhost »."),
            mend=_("Écrivez son nom dans BASTIDE_ALLOWED_HOSTS, par exemple « portail.exemple.fr »."),
        )
    return good(_("Le portail répond à : %(hosts)s.") % {"hosts": ", ".join(hosts)})


def encryption(at: datetime) -> Finding:
    if not settings.HTTPS:
        if settings.WAGTAILADMIN_BASE_URL.startswith("https:"):
            return bad(
                _("L’adresse du portail est en https, mais les cookies partent aussi en clair."),
                mend=_("Mettez BASTIDE_HTTPS=on."),
            )
        return warning(
            _("Le portail est servi sans chiffrement."),
            mend=_("Placez-le derrière nginx avec un certificat, puis mettez BASTIDE_HTTPS=on."),
        )
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return bad(
            _("BASTIDE_HTTPS est mis, mais l’en-tête du serveur de devant n’est pas cru : tout est redirigé sans fin."),
            mend=_("Mettez BASTIDE_BEHIND_PROXY=on si nginx écrit X-Forwarded-Proto."),
        )
    if not settings.WAGTAILADMIN_BASE_URL.startswith("https:"):
        return warning(
            _("Les courriels écrivent une adresse sans https."),
            mend=_("Écrivez l’adresse publique dans BASTIDE_BASE_URL."),
        )
    return good(_("Le portail est servi en https."))


def rehearsal(at: datetime) -> Finding:
    if not settings.REHEARSAL:
        return off(_("Sans objet : cette installation est la vraie."))
    return warning(
        _("Cette installation est une répétition : aucun courriel ni aucun acte ne part, rien n’est sauvegardé."),
        mend=_("Si elle devient la vraie, arrêtez l’autre, retirez BASTIDE_REHEARSAL et redémarrez."),
    )


def proxies(at: datetime) -> Finding:
    if settings.SECURE_PROXY_SSL_HEADER is not None and settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0:
        return warning(
            _("Les essais de connexion de tous les visiteurs comptent ensemble, sous l’adresse du serveur de devant."),
            mend=_("Mettez BASTIDE_TRUSTED_PROXIES=1 (le nombre de serveurs qui complètent X-Forwarded-For)."),
        )
    return good(_("Les essais de connexion se comptent par visiteur."))


for name, check in {
    "health.database": Check(gettext_lazy("Base de données"), database, Group.DATABASE, is_vital=True, order=0),
    "health.migrations": Check(
        gettext_lazy("Migrations"), migrations, Group.DATABASE, is_vital=True, needs_database=True, order=10
    ),
    "health.pragmas": Check(gettext_lazy("Écritures sûres"), pragmas, Group.DATABASE, needs_database=True, order=20),
    "health.clock": Check(gettext_lazy("Heure"), clock, Group.DATABASE, needs_database=True, order=30),
    "health.state_folder": Check(gettext_lazy("Dossier d’état"), state_folder, Group.FILES, order=0),
    "health.disk": Check(gettext_lazy("Place sur le disque"), disk, Group.FILES, order=10),
    "health.secret_key": Check(gettext_lazy("Clé secrète"), secret_key, Group.FILES, order=20),
    "health.cache": Check(gettext_lazy("Cache"), cache, Group.FILES, order=30),
    "health.static_files": Check(gettext_lazy("Fichiers statiques"), static_files, Group.FILES, order=40),
    "health.address": Check(gettext_lazy("Nom du portail"), address, Group.NETWORK, order=0),
    "health.encryption": Check(gettext_lazy("Chiffrement"), encryption, Group.NETWORK, order=10),
    "health.rehearsal": Check(gettext_lazy("Répétition"), rehearsal, Group.NETWORK, order=5),
    "health.proxies": Check(gettext_lazy("Serveur de devant"), proxies, Group.NETWORK, order=20),
}.items():
    checks.plug(name, check)
