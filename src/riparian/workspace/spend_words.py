"""What reports of advertising call their columns in German, French, Spanish, Dutch and Italian.

Google Ads and Meta ads write headers in the language of whoever exports them; the words are those that such exports
were seen to have, under the column names they become (`Währungscode` is `währungscode`).
"""

import re

WORDS: dict[str, tuple[str, ...]] = {
    "day": ("tag", "jour", "día", "dag", "giorno", "datum", "fecha", "data"),
    "reporting_starts": ("berichtsstart", "début_des_rapports", "inicio_del_informe", "start_rapportage"),
    "reporting_ends": ("berichtsende", "fin_des_rapports", "fin_del_informe", "einde_rapportage"),
    "channel": ("kanal", "canal", "kanaal", "canale"),
    "campaign": ("kampagne", "campagne", "campaña", "campagna"),
    "campaign_name": (
        "kampagnenname", "nom_de_la_campagne", "nombre_de_la_campaña", "campagnenaam", "naam_campagne",
        "nome_della_campagna",
    ),
    "ad_group": (
        "anzeigengruppe", "groupe_d_annonces", "grupo_de_anuncios", "advertentiegroep", "gruppo_di_annunci",
    ),
    "ad_set_name": (
        "name_der_anzeigengruppe", "anzeigengruppenname", "nom_de_l_ensemble_de_publicités",
        "nombre_del_conjunto_de_anuncios", "naam_advertentieset", "advertentiesetnaam",
        "nome_del_gruppo_di_inserzioni",
    ),
    "cost": ("kosten", "coût", "coste", "costo"),
    "spend": ("ausgaben", "dépenses", "gasto", "uitgaven", "spesa"),
    "currency": ("währung", "devise", "moneda", "divisa", "valuta"),
    "currency_code": (
        "währungscode", "code_de_la_devise", "code_de_devise", "código_de_moneda", "código_de_divisa", "valutacode",
        "codice_valuta",
    ),
    "clicks": (
        "klicks", "clics", "klikken", "clic", "klicks_alle", "clics_tous", "clics_todos", "klikken_alle", "clic_tutti",
    ),
    "link_clicks": (
        "link_klicks", "clics_sur_un_lien", "clics_sur_le_lien", "clics_en_el_enlace", "linkkliks", "klikken_op_link",
        "klikken_op_links", "clic_sul_link",
    ),
    "impressions": ("impressionen", "impresiones", "vertoningen", "weergaven", "impression", "impressioni"),
    "conversions": ("konversionen", "conversiones", "conversies", "conversioni"),
    "results": ("ergebnisse", "résultats", "resultados", "resultaten", "risultati"),
}  # fmt: skip
"""Column of `SpendRow` and what it is called."""

AMOUNT_SPENT = re.compile(
    r"(?:ausgegebener_betrag|montant_dépensé|importe_gastado|besteed_bedrag|importo_speso)(?:_([a-z]{3}))?"
)
"""What Meta calls the amount; its currency may stand behind it."""


def named_in_words(header: tuple[str, ...]) -> dict[str, str]:
    """Column of `SpendRow` to the column of a header that is called so in another language.

    >>> named_in_words(("tag", "kosten", "impr"))
    {'day': 'tag', 'cost': 'kosten'}
    """
    known = {theirs: ours for ours, words in WORDS.items() for theirs in words}
    found: dict[str, str] = {}
    for name in header:
        ours = "amount_spent" if AMOUNT_SPENT.fullmatch(name) else known.get(name, "")
        if ours and ours not in header:
            found.setdefault(ours, name)
    return found


def currency_in(header: tuple[str, ...]) -> str:
    """The currency that stands in the header of an amount in another language; empty where none does."""
    told = (match[1] for name in header if (match := AMOUNT_SPENT.fullmatch(name)) and match[1])
    return next(told, "").upper()
