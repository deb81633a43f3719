"""What may come in: a password again, a tick, and what becomes of public pages."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from qa_portal.identity.schemas import OldPassword

SURE = _("Tick the box if you are sure.")


class Download(Schema):
    """In which form, and whether it is really them."""

    form = fields.String(load_default="archive", validate=validate.OneOf(["archive", "file", "page"]))
    password = OldPassword(required=True)


class Erasing(Schema):
    """Yes, ticked by hand; what becomes of public pages; whether it is really them."""

    sure = fields.String(required=True, validate=validate.Equal("yes"), error_messages={"required": SURE})
    pages = fields.String(load_default="keep", validate=validate.OneOf(["keep", "withdraw"]))
    password = OldPassword(required=True)
