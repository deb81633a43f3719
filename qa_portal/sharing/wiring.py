"""What this room sets up in an app: pictures in memory, and what the library's pages say of sharing."""

from flask import Flask

from qa_portal.sharing import kit
from qa_portal.sharing.store import use_pictures


def init_app(app: Flask) -> None:
    """Give the app its pictures, and templates their functions."""
    use_pictures(app)
    app.jinja_env.globals.update(
        answer_head=kit.answer_head,
        topic_head=kit.topic_head,
        pictures_of=kit.pictures_of,
        share_links=kit.links,
        copy_url=kit.copy_url,
        qr_picture=kit.qr_picture,
    )
