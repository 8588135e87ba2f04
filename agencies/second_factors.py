"""The second factor: an app that shows a new code each half minute, a passkey, and ten codes on paper for a lost phone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock, demonstration_secrets, users
from agencies.actors import Actor, system_actor
from agencies.enums import ResetReason, SystemActor
from agencies.exceptions import NOT_FOUND, Invalid, Missing, NotPermitted, SecondPersonNeeded
from agencies.fresh import check_fresh
from agencies.models import User
from agencies.sealing import opened, seal

Kind = Authenticator.Type
STEP = 30  # seconds that a code of an app stands for: what every app takes for granted
LAST_STEP = "last_step"


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has: since when the app, which passkeys, and how many recovery codes are left."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """Recovery codes alone are no factor: they stand in for one."""
        return self.app is not None or bool(self.passkeys)


def new_secret() -> str:
    """For an app: 160 bits in base 32."""
    return str(generate_totp_secret())


def address_of(user: User, secret: str) -> str:
    """What an app reads from the square."""
    said = urlencode({"secret": secret, "issuer": settings.SITE.name}, quote_via=quote)
    return f"otpauth://totp/{quote(settings.SITE.name)}:{quote(user.email)}?{said}"


def code_at(secret: str, step: int) -> str:
    """Six figures."""
    return str(format_hotp_value(hotp_value(secret, step)))


def step_at(at: datetime) -> int:
    """Which half minute since 1970 this is."""
    return int(at.timestamp()) // STEP


def factors_of(user: User) -> Factors:
    """All that they have."""
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    codes = next((row for row in rows if row.type == Kind.RECOVERY_CODES), None)
    return Factors(
        app=next((row for row in rows if row.type == Kind.TOTP), None),
        passkeys=[row for row in rows if row.type == Kind.WEBAUTHN],
        codes_left=len(RecoveryCodes(codes).get_unused_codes()) if codes else 0,
    )


@transaction.atomic
def begin(user: User, *, secret: str, code: str) -> list[str]:
    """Their first second factor, at the end of signing in: an app that shows the right code. Returns their recovery codes.

    Raises Invalid where the code is another; NotPermitted where they have a second factor, since a password alone may
    not put another in its place.

    - leaves a row in the trail
    """
    at = _lock_first(user)
    _write_app(user, secret, code, at)
    return _settle_first(user, at, Kind.TOTP)


@transaction.atomic
def begin_with_passkey(user: User, *, credential: dict[str, Any]) -> list[str]:
    """The same with a passkey, which the door has checked."""
    at = _lock_first(user)
    _write_passkey(user, credential, at)
    return _settle_first(user, at, Kind.WEBAUTHN)


@transaction.atomic
def prove(user: User, *, code: str) -> bool:
    """Whether it is the code that their app shows now, or a recovery code that they have not used. Each is good once.

    - a recovery code that was used leaves a row in the trail
    """
    at = clock.now()
    rows = Authenticator.objects.select_for_update().filter(user=user).exclude(type=Kind.WEBAUTHN)
    kept = {row.type: row for row in rows}
    if (app := kept.get(Kind.TOTP)) and (step := _step_of(user, app, code, at)):
        app.data[LAST_STEP] = step
        app.last_used_at = at
        app.save(update_fields=["data", "last_used_at"])
        return True
    if (codes := kept.get(Kind.RECOVERY_CODES)) and RecoveryCodes(codes).validate_code(code):
        note_use(codes.pk, at=at)
        audit.record("user.recovery_code_used", user, by=system_actor(SystemActor.SIGN_INS), at=at)
        return True
    return False


def note_use(key: int, *, at: datetime) -> None:
    """One of them was used now."""
    Authenticator.objects.filter(pk=key).update(last_used_at=at)


@transaction.atomic
def replace_app(*, secret: str, code: str, by: Actor) -> None:
    """Another phone: from now on its codes are theirs. Raises FreshSignInNeeded, Invalid."""
    user, at = _own(by)
    Authenticator.objects.filter(user=user, type=Kind.TOTP).delete()
    _write_app(user, secret, code, at)
    audit.record("user.second_factor_changed", user, by=by, at=at, kind=Kind.TOTP)


@transaction.atomic
def add_passkey(*, credential: dict[str, Any], by: Actor) -> None:
    """One more passkey, which the door has checked. Raises FreshSignInNeeded."""
    user, at = _own(by)
    _write_passkey(user, credential, at)
    audit.record("user.second_factor_changed", user, by=by, at=at, kind=Kind.WEBAUTHN)


@transaction.atomic
def remove_passkey(key: int, *, by: Actor) -> None:
    """They have it no more. Raises FreshSignInNeeded, Missing; NotPermitted where nothing would be left."""
    user, at = _own(by)
    if not Authenticator.objects.filter(user=user, pk=key, type=Kind.WEBAUTHN).exists():
        raise Missing(NOT_FOUND)
    others = Authenticator.objects.filter(user=user).exclude(type=Kind.RECOVERY_CODES).exclude(pk=key)
    if not others.exists():
        raise NotPermitted(_("This is your only second factor. Set up an app or another passkey first."))
    Authenticator.objects.filter(pk=key).delete()
    audit.record("user.second_factor_changed", user, by=by, at=at, kind=Kind.WEBAUTHN)


@transaction.atomic
def renew_codes(*, by: Actor) -> list[str]:
    """Ten new recovery codes; the old ones are worth nothing from now on. Raises FreshSignInNeeded."""
    user, at = _own(by)
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    audit.record("user.recovery_codes_made", user, by=by, at=at)
    return _write_codes(user, at)


@transaction.atomic
def reset(user: User, *, reason: ResetReason, by: Actor, at: datetime | None = None) -> User:
    """Take the second factor of somebody else away, who has lost it: they set up another when they sign in next.

    Raises FreshSignInNeeded, NotPermitted; SecondPersonNeeded for one's own.

    - every session of theirs ends, and every token
    """
    check_fresh(by)
    if by.user == user:
        raise SecondPersonNeeded(
            _("Nobody takes away their own second factor. Use a recovery code, or ask another administrator.")
        )
    user = users.sign_out(user, by=by, at=at)
    Authenticator.objects.filter(user=user).delete()
    audit.record("user.second_factor_reset", user, by=by, at=clock.moment(at), reason=ResetReason(reason))
    return user


@transaction.atomic
def reset_from_the_machine(user: User) -> None:
    """The same for the only administrator, by whoever has the machine itself."""
    user = User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user).delete()
    by = system_actor(SystemActor.SIGN_INS)
    audit.record("user.second_factor_reset", user, by=by, at=clock.now(), reason=ResetReason.LOST)


def give_to_the_invented(user: User) -> None:
    """The secret of the demonstration; raises NotPermitted outside development on this machine alone."""
    if not demonstration_secrets.are_allowed():
        raise NotPermitted(_("Second factors that everybody knows are for development on one's own machine."))
    _write(user, Kind.TOTP, {"secret": seal(demonstration_secrets.secret_of(user.email))}, clock.now())


def next_code_of_the_invented(user: User) -> str:
    """The next code that is good for somebody of the demonstration; empty where all of this minute are used. Else as above."""
    if not demonstration_secrets.are_allowed():
        raise NotPermitted(_("Second factors that everybody knows are for development on one's own machine."))
    app = factors_of(user).app
    secret = demonstration_secrets.secret_of(user.email)
    if app is None or opened(app.data["secret"]) != secret:
        raise Missing(_("They do not use the second factor of the demonstration."))
    return next_code(secret, after=app.data.get(LAST_STEP, 0), at=clock.now())


def next_code(secret: str, *, after: int, at: datetime) -> str:
    """What a phone shows now, or would next where that was used; empty where both were."""
    return next((code_at(secret, step) for step in (step_at(at), step_at(at) + 1) if step > after), "")


def _steps(at: datetime) -> range:
    """A phone's clock may be half a minute wrong either way."""
    return range(step_at(at) - 1, step_at(at) + 2)


def _step_of(user: User, app: Authenticator, code: str, at: datetime) -> int:
    """Of which half minute the code is, later than the last that was used; 0 where it is of none."""
    secret = opened(app.data["secret"])
    if not secret or (
        secret == demonstration_secrets.secret_of(user.email) and not demonstration_secrets.are_allowed()
    ):
        return 0
    return _matching(secret, code, at, after=app.data.get(LAST_STEP, 0))


def _matching(secret: str, code: str, at: datetime, *, after: int = 0) -> int:
    later = (step for step in _steps(at) if step > after)
    return next((step for step in later if compare_user_code(actual=code, expected=code_at(secret, step))), 0)


def _own(by: Actor) -> tuple[User, datetime]:
    """Whoever changes their own second factor, locked, and when."""
    check_fresh(by)
    return User.objects.select_for_update().get(pk=by.signatory.user_id), clock.now()


def _lock_first(user: User) -> datetime:
    User.objects.select_for_update().get(pk=user.pk)
    if factors_of(user).is_set_up:
        raise NotPermitted(_("You have a second factor already. Sign in with it to change it."))
    return clock.now()


def _settle_first(user: User, at: datetime, kind: str) -> list[str]:
    audit.record("user.second_factor_set_up", user, by=system_actor(SystemActor.SIGN_INS), at=at, kind=kind)
    Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
    return _write_codes(user, at)


def _write_app(user: User, secret: str, code: str, at: datetime) -> None:
    step = _matching(secret, code, at)
    if not step:
        raise Invalid.field(
            "code",
            _("This is not the code that the app shows now. Wait for the next one, and enter it within half a minute."),
        )
    _write(user, Kind.TOTP, {"secret": seal(secret), LAST_STEP: step}, at)


def _write_passkey(user: User, credential: dict[str, Any], at: datetime) -> None:
    _write(user, Kind.WEBAUTHN, {"name": "", "credential": credential}, at)


def _write_codes(user: User, at: datetime) -> list[str]:
    data = {"seed": seal(RecoveryCodes.generate_seed()), "used_mask": 0}
    return list(RecoveryCodes(_write(user, Kind.RECOVERY_CODES, data, at)).generate_codes())


def _write(user: User, kind: str, data: dict[str, Any], at: datetime) -> Authenticator:
    return Authenticator.objects.create(user=user, type=kind, data=data, created_at=at)
