"""Forms of the book: a mark or a note."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import Length, Optional

from examsite.handbook.services.noting import LONGEST_QUOTE, LONGEST_TEXT


class KeepNote(FlaskForm):
    """A mark, a note, or both."""

    quote = HiddenField(validators=[Length(max=LONGEST_QUOTE)])
    place = IntegerField(validators=[Optional()])
    text = TextAreaField(_l("笔记"), validators=[Length(max=LONGEST_TEXT)])


class ChangeNote(FlaskForm):
    """Other words to a mark."""

    text = TextAreaField(_l("笔记"), validators=[Length(max=LONGEST_TEXT)])
