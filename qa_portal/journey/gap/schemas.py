"""What may come in: why something urgent is passed over."""

from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields

from qa_portal.journey.gap.service import PassCode

WHY = _("Choose why.")


class Passing(Schema):
    """Passing over what is urgent."""

    code = fields.Enum(PassCode, by_value=True, required=True, error_messages={"required": WHY, "unknown": WHY})
