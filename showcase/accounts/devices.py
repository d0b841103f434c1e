"""What a browser calls itself, cut down to its family: enough to recognise one's own, too little to trace one."""

_BROWSERS = (  # the order matters: most browsers also claim to be an older one
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("coc_coc", "Cốc Cốc"),
    ("Zalo", "Zalo"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def family_of(user_agent: str) -> str:
    """Such as `Chrome, Windows`; empty for what names neither."""
    found = [
        next((name for sign, name in signs if sign in user_agent), "")  # the first that is named
        for signs in (_BROWSERS, _MACHINES)
    ]
    return ", ".join(filter(None, found))
