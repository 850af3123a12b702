"""The hosted pages: plain HTML without scripts. All values are escaped; nothing is loaded."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse

from sandbox.world.errors import Json
from sandbox.world.fields import money

STYLE = (
    ":root{color-scheme:light dark;--text:#1a1f36;--soft:#4f566b;--line:#e3e8ee;--page:#f4f6f9;"
    "--card:#fff;--main:#3b4ac4;--bad:#a3132b;--good:#0b6b43;--badge:#fff1c9;--badged:#5c4300}"
    "@media(prefers-color-scheme:dark){:root{--text:#e8eaf2;--soft:#a9b0c3;--line:#343a4c;"
    "--page:#14171f;--card:#1d212c;--main:#5361da;--bad:#ff8a9b;--good:#62d2a2;"
    "--badge:#4a3b0c;--badged:#ffe9a8}}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:2.5rem auto;padding:0 1rem;"
    "color:var(--text);background:var(--page)}main{background:var(--card);padding:1.5rem;"
    "border:1px solid var(--line);border-radius:12px}h1{font-size:1.4rem;margin:.75rem 0 1rem}"
    ".badge{display:inline-block;padding:.1rem .6rem;border-radius:99px;font-size:.8rem;"
    "background:var(--badge);color:var(--badged)}"
    "table{width:100%;border-collapse:collapse}td,th{padding:.5rem 0;text-align:left;"
    "border-bottom:1px solid var(--line)}td:last-child,th:last-child{text-align:right}"
    "form{margin:1rem 0 0}button,a.button{display:block;box-sizing:border-box;width:100%;"
    "padding:.7rem;font:inherit;text-align:center;text-decoration:none;border-radius:8px;"
    "border:1px solid var(--line);background:var(--card);color:var(--text);cursor:pointer}"
    "button.main,a.button.main{background:var(--main);border-color:var(--main);color:#fff}"
    "a.button{margin:1rem 0 0}p.hint{margin:.25rem 0 0}"
    "p.note,p.hint{color:var(--soft);font-size:.9rem}"
    "[role=alert]{color:var(--bad)}[role=status]{color:var(--good)}"
)
STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
NOTE = "This is a sandbox: no card is asked for and no money moves."
DECLINED = "Your card was declined. Nothing was charged. You can try again."
RECEIVED = "Your payment has been received."
PLACE = "{CHECKOUT_SESSION_ID}"


def checkout(session: Json, base: str) -> HTMLResponse:
    """Return the page for the present state of a checkout. `base` is the path of that page."""
    if session["status"] == "open":
        return _saving(session, base) if session["mode"] == "setup" else _open(session, base)
    if session["status"] == "expired":
        return _ended("This checkout has expired", "Please begin again.", session, status=410)
    if session.get("_awaits"):
        return _awaiting(session, base)
    if session["payment_status"] == "unpaid":
        return _ended(
            "The payment failed", "The money did not arrive. Please begin again.", session
        )
    news = "Your card is saved." if session["mode"] == "setup" else RECEIVED
    return _ended("Thank you", news, session, good=True)


def _saving(session: Json, base: str) -> HTMLResponse:
    """Return the page on which a card is saved for later payments."""
    forms = [
        _form(f"{base}/save", "Save the card", main=True),
        _form(
            f"{base}/save-asking",
            "Save a card that asks its owner",
            hint="Its bank wants each payment confirmed, so it can't be charged later.",
        ),
        _form(
            f"{base}/save-declined",
            "Save a card without money",
            hint="It can be saved, but later payments are declined.",
        ),
        _form(f"{base}/abandon", "Cancel and go back"),
    ]
    return _page("Save a card", "".join(forms), origins=_origins(session))


def _open(session: Json, base: str) -> HTMLResponse:
    """The page of a checkout: the goods, and the buttons for each outcome."""
    rows = "".join(_row(line) for line in session["_lines"])
    total = money(session["amount_total"], session["currency"])
    table = (
        "<table><thead><tr><th>Item</th><th>Amount</th></tr></thead>"
        f"<tbody>{rows}</tbody>"
        f"<tfoot><tr><th>Total</th><th>{escape(total + _interval(session))}</th></tr></tfoot>"
        "</table>"
    )
    news = f'<p role="alert"><strong>{DECLINED}</strong></p>' if session.get("_declined") else ""
    forms = [
        _form(f"{base}/pay", f"Pay {total}", main=True),
        _form(
            f"{base}/later",
            "Pay later (by a bank's transfer)",
            hint="The money is on its way. On the next page you say whether it arrives.",
        ),
        _form(f"{base}/decline", "Have the card declined", hint="Then you can try again here."),
        _form(f"{base}/abandon", "Cancel and go back"),
    ]
    return _page("Checkout", news + table + "".join(forms), origins=_origins(session))


def _awaiting(session: Json, base: str) -> HTMLResponse:
    """Return the page on which the user chooses the result of the transfer; at a real bank this
    takes days."""
    total = money(session["amount_total"], session["currency"])
    body = (
        f'<p role="status"><strong>Your payment of {escape(total)} is on its way.</strong></p>'
        "<p>A bank would need a few days. Here you decide how it ends, now or later:</p>"
        + _form(f"{base}/arrive", "The money arrives", main=True)
        + _form(f"{base}/fail", "The transfer fails")
        + _link(_address(session, "success_url"), "Go back without waiting")
    )
    return _page("Payment on its way", body, origins=_origins(session))


def _ended(
    title: str, text: str, session: Json, *, good: bool = False, status: int = 200
) -> HTMLResponse:
    """Return the page of a finished checkout, with the link back."""
    first, second = ("success_url", "cancel_url") if good else ("cancel_url", "success_url")
    back = _address(session, first) or _address(session, second)
    role = "status" if good else "alert"
    body = f'<p role="{role}">{escape(text)}</p>' + _link(back, "Go back", main=True)
    return _page(title, body, status=status)


def left(session: Json, base: str) -> HTMLResponse:
    """Return the page after a cancellation, if the seller has no page for this."""
    body = (
        "<p>You have left the checkout. Nothing was bought.</p>"
        + _link(base, "Return to the checkout", main=True)
        + _link(_address(session, "success_url"), "Go back without buying")
    )
    return _page("Cancelled", body)


def message(title: str, text: str, *, back: str | None = None, status: int = 200) -> HTMLResponse:
    """Return a page with a message. `back` is the address of the previous page."""
    body = f"<p>{escape(text)}</p>" + _link(back, "Back to the page")
    return _page(title, body, status=status)


def _address(session: Json, name: str) -> str | None:
    """Return the address of the seller's page, with the session's id filled in."""
    url: str | None = session[name]
    return url and url.replace(PLACE, session["id"])


def _link(url: str | None, label: str, *, main: bool = False) -> str:
    look = "button main" if main else "button"
    return f'<a class="{look}" href="{escape(url)}">{escape(label)}</a>' if url else ""


def portal(session: Json, subscriptions: Iterable[Json], base: str) -> HTMLResponse:
    """Return the page of a customer's subscriptions, with the link back. `base` is the path of this
    page."""
    parts = [_subscription(base, one) for one in subscriptions]
    body = "".join(parts) or "<p>You have no subscriptions.</p>"
    body += _link(session["return_url"], "Back")
    return _page("Your subscriptions", body)


def _subscription(portal: str, one: Json) -> str:
    item = one["items"]["data"][0]
    price = money(item["price"]["unit_amount"] * item["quantity"], one["currency"])
    end = datetime.fromtimestamp(item["current_period_end"], UTC).date().isoformat()
    state = f"{price} every {item['price']['recurring']['interval']}, {one['status']}"
    note = f"Ends on {end}." if one["cancel_at_period_end"] else f"Renews on {end}."
    base = f"{portal}/{one['id']}"
    forms = _form(f"{base}/resume", "Keep it", main=True) if one["cancel_at_period_end"] else ""
    if one["status"] == "canceled":
        return f"<p>{escape(state)}.</p>"
    if not one["cancel_at_period_end"]:
        forms += _form(f"{base}/cancel", "Cancel at the end of the period")
    forms += _form(f"{base}/cancel-now", "Cancel now")
    return f"<section><p>{escape(state)}. {escape(note)}</p>{forms}</section>"


def _row(line: Json) -> str:
    amount = money(line["amount_total"], line["currency"])
    name = f"{line['quantity']} x {line['description']}"
    return f"<tr><td>{escape(name)}</td><td>{escape(amount)}</td></tr>"


def _interval(session: Json) -> str:
    recurring = [line["price"]["recurring"] for line in session["_lines"]]
    words = [one["interval"] for one in recurring if one]
    return f" every {words[0]}" if words else ""


def _form(action: str, label: str, *, main: bool = False, hint: str = "") -> str:
    look = ' class="main"' if main else ""
    below = f'<p class="hint">{escape(hint)}</p>' if hint else ""
    button = f"<button{look}>{escape(label)}</button>"
    return f'<form method="post" action="{escape(action)}">{button}{below}</form>'


def _origins(session: Json) -> list[str]:
    """Return the origins to which forms may redirect. Browsers apply a form's policy to redirects
    too."""
    urls = [session["success_url"], session["cancel_url"]]
    parts = [urlsplit(url) for url in urls if url]
    return sorted({f"{one.scheme}://{one.netloc.rpartition('@')[2]}" for one in parts})


def _page(title: str, body: str, *, origins: Iterable[str] = (), status: int = 200) -> HTMLResponse:
    # An origin is left out if it contains a character that could end the directive.
    targets = " ".join(["'self'", *(one for one in origins if not set(one) & set(" ;,'"))])
    policy = (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {targets}"
    )
    headers = {
        "cache-control": "no-store",
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
    }
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f'<span class="badge">Sandbox</span><h1>{escape(title)}</h1>{body}'
        f'<p class="note">{NOTE}</p></main></body></html>'
    )
    return HTMLResponse(html, status_code=status, headers=headers)
