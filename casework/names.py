"""People's names as they say them: any alphabet, one word or many, never corrected, only made safe to store."""

import unicodedata

from django.utils.translation import gettext as _

from agencies.exceptions import Invalid

LONGEST_NAME = 200

# Marks that nobody sees: the directional ones can make a name read as another name, and the rest make two equal names
# differ. The joiners U+200C and U+200D stay: Persian and Indian spellings need them.
_UNSEEN = dict.fromkeys(
    (0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)
)
_JOINERS = "\u200c\u200d"


def clean_name(text: str, field: str = "name") -> str:
    """The name to store: NFC, trimmed, inner white space made one space, unseen marks taken out. Accents, apostrophes,
    capitals and the number of words are the person's own.

    Errors: Invalid on `field`: nothing left, a control character, or more than 200 characters.
    NFC and not NFKC: NFC makes the two ways of typing é equal, NFKC would rewrite letters that people chose.
    """
    if any(_is_control(character) for character in text):
        raise Invalid.field(field, _("This name has a hidden character that cannot be stored. Type it again by hand."))
    name = " ".join(unicodedata.normalize("NFC", text.translate(_UNSEEN)).split())
    if not name.strip(_JOINERS + " "):
        raise Invalid.field(field, _("A name is needed. Write what the person is called; one word is enough."))
    if len(name) > LONGEST_NAME:
        raise Invalid.field(
            field,
            _("This name is longer than %(longest_name)s characters. Write the name in use only.")
            % {"longest_name": LONGEST_NAME},
        )
    return name


def initials(name: str) -> str:
    """The first letter of every word, in capitals where the alphabet has them: "Nguyễn Văn An" gives NVA, O'Brien O.

    A word without letters or digits is passed over; a name of nothing else gives its first character.
    """
    words = ([character for character in word if character.isalnum()] for word in name.split())
    return "".join(_capital(letters[0]) for letters in words if letters) or name.strip()[:1]


def _capital(letter: str) -> str:
    # "ß".upper() is two letters; an initial is one.
    return letter.upper() if len(letter.upper()) == 1 else letter


def _is_control(character: str) -> bool:
    # Tabs and line ends come with pasting and are white space. Half a surrogate pair cannot be written as UTF-8.
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\r\n"
