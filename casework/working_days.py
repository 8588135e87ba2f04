"""Days on which offices work: Monday to Friday, but for the bank holidays that a site names in its settings."""

from datetime import date, timedelta

from django.conf import settings

DAY = timedelta(days=1)
SATURDAY = 5


def is_working(day: date) -> bool:
    """Whether offices work on this day."""
    return day.weekday() < SATURDAY and day.isoformat() not in settings.BANK_HOLIDAYS


def working_days_after(day: date, number: int) -> date:
    """So many working days after the day, which itself does not count."""
    while number:
        day += DAY
        number -= is_working(day)
    return day
