"""Money that has hundredths, and which of it is likely used somewhere."""

from mutualaid.networks.models import Network

CURRENCIES = (
    *("ARS", "AUD", "BRL", "CAD", "CHF", "COP", "DKK", "EGP", "EUR", "GBP", "INR", "MAD", "MXN"),
    *("NOK", "NZD", "PEN", "PLN", "SEK", "TRY", "USD", "UYU", "ZAR"),
)
OF_ZONES = {
    "Europe/London": "GBP",
    "Europe/Zurich": "CHF",
    "Europe/Copenhagen": "DKK",
    "Europe/Oslo": "NOK",
    "Europe/Stockholm": "SEK",
    "Europe/Warsaw": "PLN",
    "Europe/Istanbul": "TRY",
    "Europe": "EUR",
    "America/Argentina": "ARS",
    "America/Bogota": "COP",
    "America/Lima": "PEN",
    "America/Mexico_City": "MXN",
    "America/Monterrey": "MXN",
    "America/Montevideo": "UYU",
    "America/Sao_Paulo": "BRL",
    "America/Halifax": "CAD",
    "America/Toronto": "CAD",
    "America/Vancouver": "CAD",
    "America/Winnipeg": "CAD",
    "America": "USD",
    "Africa/Cairo": "EGP",
    "Africa/Casablanca": "MAD",
    "Africa/Johannesburg": "ZAR",
    "Asia/Kolkata": "INR",
    "Australia": "AUD",
    "Pacific/Auckland": "NZD",
}
OF_LANGUAGES = {"es": "EUR", "ar": "EGP"}


def likely_currency(network: Network) -> str:
    """By its time zone, else by its first language."""
    zone = network.time_zone
    while zone:
        if zone in OF_ZONES:
            return OF_ZONES[zone]
        zone = zone.rpartition("/")[0]
    return OF_LANGUAGES.get(next(iter(network.languages), ""), "USD")
