"""Forms of attempts."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length


class CheckReceipt(FlaskForm):
    """A receipt, pasted as it was downloaded."""

    receipt = TextAreaField(
        _l("回执内容"),
        description=_l("把交卷后下载的回执文件（JSON）全文粘贴到这里。"),
        validators=[InputRequired(_l("请粘贴回执内容。")), Length(max=4000)],
    )
