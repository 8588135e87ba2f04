"""Phones with an app that shows codes, whose secret a test knows."""

import time

from allauth.mfa.models import Authenticator

from agencies import clock, second_factors
from agencies.models import User
from agencies.sealing import seal

PHONE = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_phone(user: User) -> Authenticator:
    """Theirs, from now on or since before."""
    row = Authenticator.objects.filter(user=user, type="totp").first()
    return row or Authenticator.objects.create(user=user, type="totp", data={"secret": seal(PHONE)})


def new_phone(user: User) -> None:
    """Another one, none of whose codes they have used."""
    Authenticator.objects.filter(user=user, type="totp").delete()
    give_phone(user)


def code_of(user: User) -> str:
    """What their phone shows, the first that they have not used; after two in half a minute, the next one when it comes."""
    last = give_phone(user).data.get(second_factors.LAST_STEP, 0)
    for _ in range(35):
        if code := second_factors.next_code(PHONE, after=last, at=clock.now()):
            return code
        time.sleep(1)
    raise AssertionError("The clock of this test stands still, and both codes of this half minute are used.")
