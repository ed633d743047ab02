"""A list of news as RSS 2.0, and as an answer that feed readers may keep."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import http_date, quote_etag

KEEP_SECONDS = 600

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, escaped or not (section 2.2)."""


@dataclass(frozen=True, slots=True)
class News:
    """One item.

    Args:
        path: Of the page it leads to.
        at: When it was published.
        mark: What became of it since, such as `yanked`. Feed readers show it with the title, and go on
            to know the item by the title without it.
    """

    title: str
    path: str
    summary: str
    at: datetime
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """The feed itself.

    Args:
        path: Of the page that it follows.
    """

    title: str
    path: str
    summary: str


def feed_response(
    request: HttpRequest, channel: Channel, news: Sequence[News], *, changed_at: datetime | None
) -> HttpResponse:
    """Return the feed, newest first as given, or that the client has it already.

    Args:
        changed_at: When anything that could be told was last changed: an item that was taken away
            leaves no trace in the others.
    """
    body = rss(channel, news, own_path=request.path)
    response = HttpResponse(body, content_type=Rss201rev2Feed.content_type)
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    modified_at = int(changed_at.timestamp()) if changed_at else 0
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified_at)
    patch_cache_control(response, public=True, max_age=KEEP_SECONDS)
    return get_conditional_response(request, etag, modified_at, response) or response


def rss(channel: Channel, news: Sequence[News], *, own_path: str) -> bytes:
    """Return the feed as RSS 2.0. Its addresses are those of the setting, whatever host the request names."""
    feed = Rss201rev2Feed(
        title=_legal(channel.title),
        link=_address(channel.path),
        description=_legal(channel.summary),
        language="en",
        feed_url=_address(own_path),
    )
    for one in news:
        title = _legal(one.title)
        feed.add_item(
            title=f"{title} ({one.mark})" if one.mark else title,
            link=_address(one.path),
            description=_legal(one.summary),
            pubdate=one.at,
            unique_id=title,
            unique_id_is_permalink=False,
        )
    return feed.writeString("utf-8").encode()


def _address(path: str) -> str:
    return f"{settings.STRONGROOM_URL}{path}"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
