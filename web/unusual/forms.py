"""What is asked when somebody has looked into an unusual look."""

from django.utils.translation import gettext_lazy as _

from web.forms import Form, paragraph


class LookedIntoForm(Form):
    """What came of it."""

    note = paragraph(
        _("What came of it?"),
        help_text=_(
            "Whom you asked, what they said, and what you decided. No more about the household than that needs."
        ),
        required=_("Say whom you asked, and what came of it"),
    )
