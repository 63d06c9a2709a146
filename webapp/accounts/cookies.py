"""The signed cookie of the pages (Flask-Login) and its protection against foreign forms (Flask-WTF)."""

from urllib.parse import urlsplit

from flask import Flask
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from webapp.accounts.sessions import LIFETIMES, Person, person_of
from webapp.db.engine import reading
from webapp.parts import Parts, parts


def install(app: Flask, wired: Parts) -> CSRFProtect:
    """Cookies for pages; what authenticates by bearer token is to be exempted from the CSRF check."""
    address = urlsplit(wired.settings.public_url)
    secure = address.scheme == "https"
    # Cookies ignore ports: two installations on one host must not take each other's. __Host- (RFC
    # 6265bis, 4.1.3.2) binds it to this host and to https.
    instance = f"tally-{address.port or 443}"
    first, *others = wired.cookie_keys.keys
    app.config.update(
        SECRET_KEY=first.key,
        SECRET_KEY_FALLBACKS=[other.key for other in others],
        SESSION_COOKIE_NAME=f"__Host-{instance}" if secure else instance,
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LIFETIMES["web"],
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session it is bound to
        WTF_CSRF_SSL_STRICT=False,  # we ask browsers to send no Referer
    )
    manager = LoginManager()
    manager.session_protection = None  # the row in the database decides, not address and user agent
    manager.user_loader(_load)
    manager.init_app(app)
    return CSRFProtect(app)


def _load(session_id: str) -> Person | None:
    with reading(parts().engine) as session:
        return person_of(session, session_id, "web", parts().clock())
