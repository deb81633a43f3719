"""A page as schema.org data, for search engines. Plain dicts; the template escapes them."""

from typing import Any

from flask_babel import gettext

from qa_portal.library.addresses import full_url
from qa_portal.library.models import Page
from qa_portal.library.service import excerpt


def page_data(page: Page, *, url: str, clinic_name: str) -> dict[str, Any]:
    """Return a MedicalWebPage without what it is about in the end; empty values are left out."""
    home = full_url("/", page.lang)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": url,
        "name": page.title,
        "description": excerpt(page),
        "inLanguage": page.lang,
        "datePublished": page.published_at.date().isoformat(),
        "dateModified": page.updated_at.date().isoformat(),
        "lastReviewed": page.last_reviewed_at.date().isoformat() if page.last_reviewed_at else None,
        "reviewedBy": person(page.reviewed_by, page.reviewed_credential),
        "publisher": {"@type": "MedicalOrganization", "name": clinic_name, "url": home},
        "isPartOf": {"@type": "WebSite", "name": clinic_name, "url": home},
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "about": {"@type": "Thing", "name": page.topic.name(page.lang)} if page.topic else None,
        "breadcrumb": _trail(page, url, home),
        "license": page.licence_url or None,
        "creditText": page.credit or None,
        "citation": [_work(source) for source in page.sources] or None,
    }
    return filled(data)


def answer_data(page: Page, *, url: str, clinic_name: str) -> dict[str, Any]:
    """Return a MedicalWebPage whose main entity is the Question with its Answer; empty values are left out."""
    text = " ".join(filter(None, (page.answer, page.expect, page.worry, page.do_now, page.by_when)))
    return page_data(page, url=url, clinic_name=clinic_name) | {
        "mainEntity": {
            "@type": "Question",
            "name": page.title,
            "text": page.question,
            "answerCount": 1,
            "acceptedAnswer": filled(
                {
                    "@type": "Answer",
                    "text": text,
                    "url": url,
                    "datePublished": page.published_at.date().isoformat(),
                    "author": person(page.answered_by, page.answered_credential)
                    or {"@type": "Organization", "name": _author(page, clinic_name)},
                }
            ),
        },
    }


def _trail(page: Page, url: str, home: str) -> dict[str, Any]:
    steps = [(gettext("Home"), home), (page.title, url)]
    if page.topic:
        steps.insert(1, (page.topic.name(page.lang), full_url(f"/topics/{page.topic.slug}", page.lang)))
    places = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": places}


def _author(page: Page, clinic_name: str) -> str:
    return page.sources[0]["title"] if page.imported and page.sources else clinic_name


def person(name: str, credential: str) -> dict[str, str] | None:
    """Return a person with what they are; None without a name."""
    return filled({"@type": "Person", "name": name, "jobTitle": credential or None}) if name else None


def _work(source: dict[str, str]) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": source["publisher"]} if source["publisher"] else None
    work = {"@type": "CreativeWork", "name": source["title"], "url": source["url"] or None, "publisher": publisher}
    return filled(work)


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """Return data without its empty values."""
    return {name: value for name, value in data.items() if value is not None}
