"""What may come in: where to hand a question, and why."""

from marshmallow import Schema, fields, validate

from qa_portal.journey.queue.service import TransferCode


class Transfer(Schema):
    """Handing a question to another queue."""

    queue = fields.String(required=True, validate=validate.Length(min=1, max=60))
    code = fields.Enum(TransferCode, by_value=True, required=True)
