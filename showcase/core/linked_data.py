"""What search engines and assistants read of a page: schema.org as JSON-LD. Pure: values in, structures out.

What is not known is left out. The block is data, not a script: browsers neither run it nor ask the policy about it.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

Thing = dict[str, Any]
# Signs that could end the block or begin markup, as JSON writes them.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(*things: Thing) -> Markup:
    """Things as a block of a page."""
    whole = [{"@context": "https://schema.org", **thing} for thing in things]
    text = json.dumps(whole[0] if len(whole) == 1 else whole, ensure_ascii=False)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text.translate(_ESCAPES)))  # noqa: S704


def organization(name: Any, url: str, phone: str = "", email: str = "", logo: str = "", place: Any = "") -> Thing:
    return _known(
        {
            "@type": "GovernmentOrganization",
            "@id": f"{url}#organization",
            "name": str(name),
            "url": url,
            "telephone": phone,
            "email": email,
            "logo": logo,
            "areaServed": str(place),
        }
    )


def website(name: Any, url: str, search_url: str, language: str) -> Thing:
    """The site, and how to look for something on it."""
    return {
        "@type": "WebSite",
        "name": str(name),
        "url": url,
        "inLanguage": language,
        "publisher": {"@id": f"{url}#organization"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search_url}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def event(
    name: Any,
    starts: datetime,
    ends: datetime,
    venue: Any,
    url: str,
    organizer: Thing,
    language: str,
    address: Any = "",
    description: Any = "",
    register: str = "",
    is_full: bool = False,
) -> Thing:
    """A gathering; times carry the offset of its place. `register`: where one answers, while answers are taken."""
    place = _known({"@type": "Place", "name": str(venue), "address": str(address) or str(venue)})
    offer = {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "VND",
        "url": register,
        "availability": "https://schema.org/SoldOut" if is_full else "https://schema.org/InStock",
    }
    return _known(
        {
            "@type": "Event",
            "name": str(name),
            "startDate": starts.isoformat(timespec="seconds"),
            "endDate": ends.isoformat(timespec="seconds"),
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "eventStatus": "https://schema.org/EventScheduled",
            "location": place if str(venue) else None,
            "description": str(description),
            "organizer": organizer,
            "isAccessibleForFree": True,
            "offers": offer if register else None,
            "inLanguage": language,
            "url": url,
        }
    )


def article(
    headline: Any,
    published: date,
    url: str,
    publisher: Thing,
    language: str,
    description: Any = "",
    byline: Any = "",
    picture: str = "",
    section: Any = "",
    changed: datetime | None = None,
) -> Thing:
    return _known(
        {
            "@type": "Article",
            "headline": str(headline),
            "description": str(description),
            "datePublished": published.isoformat(),
            "dateModified": changed.isoformat(timespec="seconds") if changed else "",
            "articleSection": str(section),
            "author": publisher,
            "publisher": publisher,
            "creditText": str(byline),
            "image": picture,
            "inLanguage": language,
            "mainEntityOfPage": url,
            "url": url,
        }
    )


def dataset(
    name: Any,
    description: Any,
    url: str,
    creator: Thing,
    language: str,
    files: Iterable[tuple[str, str]],
    periods: Sequence[str] = (),
    sources: Iterable[str] = (),
) -> Thing:
    """Figures that can be taken away: `files` are (address, content type)."""
    years = sorted({period[:4] for period in periods if period[:4].isdigit()})
    return _known(
        {
            "@type": "Dataset",
            "name": str(name),
            "description": str(description),
            "url": url,
            "creator": creator,
            "inLanguage": language,
            "isAccessibleForFree": True,
            "temporalCoverage": "/".join(dict.fromkeys((years[0], years[-1]))) if years else "",
            "isBasedOn": list(dict.fromkeys(source for source in sources if source)),
            "distribution": [
                {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind} for address, kind in files
            ],
        }
    )


def breadcrumb_list(steps: Sequence[tuple[Any, str]]) -> Thing:
    """The way to a page from the outside in: (name, whole address)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": address}
            for position, (name, address) in enumerate(steps, 1)
        ],
    }


def _known(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", None, [])}
