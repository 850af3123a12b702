"""The currencies of prices: all that the payment provider supports.

An amount is in the minor unit of its currency (ISO 4217), with one exception: the provider does not
use the fifths of an ariary (MGA).
"""

from __future__ import annotations

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_TWO = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD "
    "CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD "
    "SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD XCG "
    "YER ZAR ZMW"
)
_WITH_THREE = "BHD JOD KWD OMR TND"

MINOR_DIGITS = {
    currency: digits
    for digits, currencies in ((0, _WITHOUT_DECIMALS), (2, _WITH_TWO), (3, _WITH_THREE))
    for currency in currencies.split()
}
"""The number of decimals of each currency."""


def least_step(currency: str) -> int:
    """Return the step of amounts: an amount must be a multiple of it, because cards have no third
    decimal."""
    return 10 if MINOR_DIGITS[currency] == 3 else 1


_LEAST_CHARGES = {
    "AED": 200,
    "BGN": 100,
    "CZK": 1_500,
    "DKK": 250,
    "GBP": 30,
    "HKD": 400,
    "HUF": 17_500,
    "MXN": 1_000,
    "MYR": 200,
    "NOK": 300,
    "PLN": 200,
    "RON": 200,
    "SEK": 300,
    "THB": 1_000,
    "JPY": 50,
    **dict.fromkeys(["AUD", "BRL", "CAD", "CHF", "EUR", "INR", "NZD", "SGD", "USD"], 50),
}
"""The least amounts that the provider charges, where it names one in the currency."""


def least_charge(currency: str) -> int:
    """Return the least amount that a discount may leave to pay. The provider names it for some
    currencies; for others it is a step."""
    return _LEAST_CHARGES.get(currency, least_step(currency))
