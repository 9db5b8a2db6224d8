"""The application factory: the only file that sees everything."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal.accounts import queries as accounts
from portal.accounts import views as accounts_views
from portal.admin import cli
from portal.admin import views as admin_views
from portal.communities import views as communities_views
from portal.core import audit, intake, language_choice, outbox, text, web
from portal.core.assets import Manifest, is_hashed
from portal.core.cache import PageCache
from portal.core.db import db, install_sqlite
from portal.core.limits import limiter
from portal.core.settings import Settings
from portal.demo import cli as demo_cli
from portal.demo import views as demo_views
from portal.events import views as events_views
from portal.goals import views as goals_views
from portal.interop import views as interop_views
from portal.messages import actions as messages
from portal.messages import worker
from portal.moderation import views as moderation_views
from portal.organisations import views as organisations_views
from portal.pages import views as pages_views
from portal.pages.queries.who import actor_of
from portal.pages.views import style as style_views
from portal.participation import actions as participation
from portal.participation import views as participation_views
from portal.places import views as places_views
from portal.themedays import views as themedays_views
from portal.translations import views as translations_views

ROOT = Path(__file__).resolve().parent.parent
STATIC = Path(__file__).resolve().parent / "static_build"
MEGABYTE = 1024 * 1024
PLANNERS = (
    participation.settle,
    participation.ask_fewer,
    participation.tell_changes,
    participation.remind,
    participation.ask_feedback,
    messages.welcome_members,
)
FEATURES = (
    pages_views,
    accounts_views,
    organisations_views,
    places_views,
    communities_views,
    events_views,
    participation_views,
    themedays_views,
    moderation_views,
    translations_views,
    goals_views,
    admin_views,
    interop_views,
)

log = structlog.get_logger()


def _load(token: str) -> web.SignedIn | None:
    person = accounts.person_by_token(token)
    return web.SignedIn(token, actor_of(person)) if person else None


def create_app(settings: Settings | None = None, **config: Any) -> Flask:
    """The portal as a WSGI application. Raises ``ValidationError`` when a setting is wrong."""
    settings = settings or Settings()
    app = Flask("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        BABEL_DEFAULT_LOCALE=text.DEFAULT_LANGUAGE,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        MAX_CONTENT_LENGTH=13 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        SESSION_COOKIE_NAME="portal" if settings.demo else "__Host-portal",
        SESSION_COOKIE_SECURE=not settings.demo,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_NAME="portal_remember",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_ENABLED=settings.rate_limits,
        PAGE_CACHE=True,
        COMPRESS_MIN_SIZE=500,
        TEMPLATES_AUTO_RELOAD=settings.develop,
    )
    app.config.update(config)
    intake.install(app)
    _wire(app, settings)
    manifest = Manifest(STATIC)
    web.install(app, manifest)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    if settings.develop:
        app.register_blueprint(style_views.bp)
    if settings.demo:
        app.register_blueprint(demo_views.bp)
        app.cli.add_command(demo_cli.demo)
        app.cli.add_command(demo_cli.personas)
    cli.register(app)
    _wrap(app, settings)
    return app


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.database.startswith("sqlite"):
        return {"connect_args": {"timeout": 5}}
    return {"pool_size": 10, "max_overflow": 5, "pool_pre_ping": True}


def _wire(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            install_sqlite(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    text.babel.init_app(app, locale_selector=language_choice.chosen_language)
    CSRFProtect(app)
    limiter.init_app(app)
    Compress(app)
    login = LoginManager(app)
    login.anonymous_user = web.SignedOut
    login.user_loader(_load)
    worker.install(app, planners=PLANNERS)
    outbox.wake = worker.wake_for(app)


def _wrap(app: Flask, settings: Settings) -> None:
    """Wrap the application: proxies, static files, language prefix, page cache (outermost first)."""

    def version() -> int:
        with app.app_context():
            return audit.version()

    inner: Any = app.wsgi_app
    if app.config["PAGE_CACHE"]:
        cookie, seconds = app.config["SESSION_COOKIE_NAME"], settings.page_cache_seconds
        inner = PageCache(inner, version=version, cookie=cookie, seconds=seconds)
    inner = language_choice.LanguagePrefix(inner)
    if STATIC.exists():
        inner = WhiteNoise(
            inner,
            root=str(STATIC),
            prefix="static/",
            immutable_file_test=is_hashed,
            max_age=3600,
        )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        inner = ProxyFix(inner, x_for=count, x_proto=count, x_host=count)
    app.wsgi_app = inner  # type: ignore[method-assign]
