"""Sending a text to an address: SMTP, a folder of .eml files, or nowhere.

It takes an address and a finished text and knows nothing else of the house, so that a message
cannot hold a question.
"""

from qa_portal.notify.channel import channel_from
from qa_portal.notify.message import AddressRefused, Channel, ChannelDown, Message

__all__ = ["AddressRefused", "Channel", "ChannelDown", "Message", "channel_from"]
