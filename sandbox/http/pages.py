"""The hosted pages: plain HTML without scripts. Everything shown is escaped; nothing is loaded."""

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
    "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem;"
    "color:#1a1f36;background:#f7f8fa}main{background:#fff;border:1px solid #e3e8ee;"
    "border-radius:8px;padding:1.5rem}h1{font-size:1.3rem;margin:0 0 1rem}"
    "table{width:100%;border-collapse:collapse}td,th{padding:.5rem 0;text-align:left;"
    "border-bottom:1px solid #e3e8ee}td:last-child,th:last-child{text-align:right}"
    "form{margin:.75rem 0 0}button{width:100%;padding:.7rem;font:inherit;border-radius:6px;"
    "border:1px solid #c1c9d2;background:#fff;cursor:pointer}"
    "button.main{background:#3b4ac4;border-color:#3b4ac4;color:#fff}"
    "p.note{color:#4f566b;font-size:.9rem}"
)
STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
DECLINED = '<p role="alert"><strong>Your card was declined.</strong></p>'
NOTE = "This is a sandbox: no card is asked for and no money moves."


def checkout(session: Json, *, declined: bool = False) -> HTMLResponse:
    """What is sold, and what can become of it; `declined`, with the bad news of the last try."""
    if session["status"] != "open":
        return closed(session)
    rows = "".join(_row(line) for line in session["_lines"])
    each = _interval(session)
    total = money(session["amount_total"], session["currency"])
    table = (
        "<table><thead><tr><th>Item</th><th>Amount</th></tr></thead>"
        f"<tbody>{rows}</tbody>"
        f"<tfoot><tr><th>Total</th><th>{escape(total + each)}</th></tr></tfoot></table>"
    )
    news = DECLINED if declined else ""
    status = 402 if declined else 200
    base = escape(session["id"])
    forms = [
        _form(f"{base}/pay", f"Pay {total}", main=True),
        _form(f"{base}/later", "Pay later (by a bank's transfer)"),
        _form(f"{base}/decline", "Have the card declined"),
        _form(f"{base}/abandon", "Cancel and go back"),
    ]
    body = news + table + "".join(forms)
    return _page("Checkout", body, origins=_origins(session), status=status)


def closed(session: Json) -> HTMLResponse:
    if session["status"] == "expired":
        return message("This checkout has expired", "Please begin again.", status=410)
    paid = session["payment_status"] != "unpaid"
    text = "Your payment has been received." if paid else "Your payment is on its way."
    return message("Thank you", text)


def message(title: str, text: str, *, status: int = 200) -> HTMLResponse:
    return _page(title, f"<p>{escape(text)}</p>", status=status)


def portal(session: Json, subscriptions: Iterable[Json]) -> HTMLResponse:
    """A customer's subscriptions, and the way back."""
    parts = [_subscription(session["id"], one) for one in subscriptions]
    body = "".join(parts) or "<p>You have no subscriptions.</p>"
    if session["return_url"]:
        body += f'<p><a href="{escape(session["return_url"])}">Back</a></p>'
    return _page("Your subscriptions", body)


def _subscription(portal: str, one: Json) -> str:
    item = one["items"]["data"][0]
    price = money(item["price"]["unit_amount"] * item["quantity"], one["currency"])
    end = datetime.fromtimestamp(item["current_period_end"], UTC).date().isoformat()
    state = f"{price} every {item['price']['recurring']['interval']}, {one['status']}"
    note = f"Ends on {end}." if one["cancel_at_period_end"] else f"Renews on {end}."
    base = f"{escape(portal)}/{escape(one['id'])}"
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


def _form(action: str, label: str, *, main: bool = False) -> str:
    look = ' class="main"' if main else ""
    return f'<form method="post" action="{action}"><button{look}>{escape(label)}</button></form>'


def _origins(session: Json) -> list[str]:
    """Where the forms may lead: browsers hold redirects of a form to its policy too."""
    urls = [session["success_url"], session["cancel_url"]]
    parts = [urlsplit(url) for url in urls if url]
    return sorted({f"{one.scheme}://{one.netloc.rpartition('@')[2]}" for one in parts})


def _page(title: str, body: str, *, origins: Iterable[str] = (), status: int = 200) -> HTMLResponse:
    # An origin that could end its directive is left out.
    targets = " ".join(["'self'", *(one for one in origins if not set(one) & set(" ;,'"))])
    policy = (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; "
        f"frame-ancestors 'none'; form-action {targets}"
    )
    headers = {
        "cache-control": "no-store",
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f'<h1>{escape(title)}</h1>{body}<p class="note">{NOTE}</p></main></body></html>'
    )
    return HTMLResponse(html, status_code=status, headers=headers)
