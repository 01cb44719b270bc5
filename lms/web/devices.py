"""Which browser on what: a user-agent line in words that its owner recognises."""

from collections.abc import Iterable

from lms.web.i18n import gettext
from lms.web.i18n import lazy_gettext as _l

# the first that fits is told: web views and their makers' browsers name Chrome and Safari, too
BROWSERS = (
    ("wxwork", _l("企业微信")),
    ("MicroMessenger", _l("微信")),
    ("DingTalk", _l("钉钉")),
    ("Edg", "Edge"),
    ("QQBrowser", _l("QQ 浏览器")),
    ("QIHU", _l("360 浏览器")),
    ("HuaweiBrowser", _l("华为浏览器")),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", _l("鸿蒙")),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", _l("安卓")),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """Write "Chrome，Windows"; what is not known is called so."""
    told = [name for names in (BROWSERS, SYSTEMS) if (name := _first(names, agent))]
    return gettext("，").join(told) or gettext("未知设备")


def _first(names: Iterable[tuple[str, object]], agent: str) -> str:
    return next((str(name) for mark, name in names if mark in agent), "")
