"""Countries by the two letters of ISO 3166-1, however somebody wrote them.

Source: ISO 3166-1 as iso-codes 4.15 (2023) has it: three letters and names. Added are what shops and people write
instead (`UK`, `Holland`, `South Korea`), names of countries in their own language where shops print them, and every
name without its accents.
"""

from typing import Final

import ibis

from riparian.expressions.engine_functions import riparian_country

COUNTRIES: Final[dict[str, str]] = {
    "AD": "and|andorra", "AE": "are|united arab emirates|uae|u.a.e.", "AF": "afg|afghanistan",
    "AG": "atg|antigua and barbuda|antigua & barbuda", "AI": "aia|anguilla", "AL": "alb|albania", "AM": "arm|armenia",
    "AO": "ago|angola", "AQ": "ata|antarctica", "AR": "arg|argentina", "AS": "asm|american samoa",
    "AT": "aut|austria|österreich|oesterreich|osterreich", "AU": "aus|australia", "AW": "abw|aruba",
    "AX": "ala|åland islands|aland islands", "AZ": "aze|azerbaijan",
    "BA": "bih|bosnia and herzegovina|bosnia & herzegovina|bosnia", "BB": "brb|barbados", "BD": "bgd|bangladesh",
    "BE": "bel|belgium|belgië|belgie|belgique", "BF": "bfa|burkina faso", "BG": "bgr|bulgaria", "BH": "bhr|bahrain",
    "BI": "bdi|burundi", "BJ": "ben|benin", "BL": "blm|saint barthélemy|saint barthelemy", "BM": "bmu|bermuda",
    "BN": "brn|brunei darussalam|brunei",
    "BO": "bol|bolivia, plurinational state of|bolivia|plurinational state of bolivia",
    "BQ": "bes|bonaire, sint eustatius and saba|sint eustatius and saba bonaire", "BR": "bra|brazil|brasil",
    "BS": "bhs|bahamas|the bahamas", "BT": "btn|bhutan", "BV": "bvt|bouvet island", "BW": "bwa|botswana",
    "BY": "blr|belarus", "BZ": "blz|belize", "CA": "can|canada", "CC": "cck|cocos (keeling) islands",
    "CD": "cod|congo, the democratic republic of the|the democratic republic of the congo|dr congo|congo-kinshasa",
    "CF": "caf|central african republic", "CG": "cog|congo|congo-brazzaville|republic of the congo",
    "CH": "che|switzerland|schweiz|suisse|svizzera", "CI": "civ|côte d'ivoire|ivory coast|cote d'ivoire",
    "CK": "cok|cook islands", "CL": "chl|chile", "CM": "cmr|cameroon",
    "CN": "chn|china|pr china|people’s republic of china", "CO": "col|colombia", "CR": "cri|costa rica",
    "CU": "cub|cuba", "CV": "cpv|cabo verde|cape verde", "CW": "cuw|curaçao|curacao", "CX": "cxr|christmas island",
    "CY": "cyp|cyprus", "CZ": "cze|czechia|czech republic", "DE": "deu|germany|deutschland", "DJ": "dji|djibouti",
    "DK": "dnk|denmark|danmark", "DM": "dma|dominica", "DO": "dom|dominican republic", "DZ": "dza|algeria",
    "EC": "ecu|ecuador", "EE": "est|estonia", "EG": "egy|egypt", "EH": "esh|western sahara", "ER": "eri|eritrea",
    "ES": "esp|spain|españa|espana", "ET": "eth|ethiopia", "FI": "fin|finland|suomi", "FJ": "fji|fiji",
    "FK": "flk|falkland islands (malvinas)|falkland islands",
    "FM": "fsm|micronesia, federated states of|federated states of micronesia|micronesia", "FO": "fro|faroe islands",
    "FR": "fra|france", "GA": "gab|gabon",
    "GB": "gbr|united kingdom|uk|u.k.|great britain|england|scotland|wales|northern ireland|gb-eng",
    "GD": "grd|grenada", "GE": "geo|georgia", "GF": "guf|french guiana", "GG": "ggy|guernsey", "GH": "gha|ghana",
    "GI": "gib|gibraltar", "GL": "grl|greenland", "GM": "gmb|gambia|the gambia", "GN": "gin|guinea",
    "GP": "glp|guadeloupe", "GQ": "gnq|equatorial guinea", "GR": "grc|greece|el|hellas",
    "GS": "sgs|south georgia and the south sandwich islands", "GT": "gtm|guatemala", "GU": "gum|guam",
    "GW": "gnb|guinea-bissau", "GY": "guy|guyana", "HK": "hkg|hong kong|hong kong sar|hong kong sar china",
    "HM": "hmd|heard island and mcdonald islands", "HN": "hnd|honduras", "HR": "hrv|croatia", "HT": "hti|haiti",
    "HU": "hun|hungary", "ID": "idn|indonesia", "IE": "irl|ireland|eire|éire|republic of ireland", "IL": "isr|israel",
    "IM": "imn|isle of man", "IN": "ind|india", "IO": "iot|british indian ocean territory", "IQ": "irq|iraq",
    "IR": "irn|iran, islamic republic of|iran|islamic republic of iran", "IS": "isl|iceland", "IT": "ita|italy|italia",
    "JE": "jey|jersey", "JM": "jam|jamaica", "JO": "jor|jordan", "JP": "jpn|japan", "KE": "ken|kenya",
    "KG": "kgz|kyrgyzstan", "KH": "khm|cambodia", "KI": "kir|kiribati", "KM": "com|comoros",
    "KN": "kna|saint kitts and nevis|st. kitts & nevis",
    "KP": "prk|korea, democratic people's republic of|north korea|democratic people's republic of korea",
    "KR": "kor|korea, republic of|south korea|republic of korea|korea", "KW": "kwt|kuwait", "KY": "cym|cayman islands",
    "KZ": "kaz|kazakhstan", "LA": "lao|lao people's democratic republic|laos", "LB": "lbn|lebanon",
    "LC": "lca|saint lucia|st. lucia", "LI": "lie|liechtenstein", "LK": "lka|sri lanka", "LR": "lbr|liberia",
    "LS": "lso|lesotho", "LT": "ltu|lithuania", "LU": "lux|luxembourg", "LV": "lva|latvia", "LY": "lby|libya",
    "MA": "mar|morocco", "MC": "mco|monaco", "MD": "mda|moldova, republic of|moldova|republic of moldova",
    "ME": "mne|montenegro", "MF": "maf|saint martin (french part)|st. martin", "MG": "mdg|madagascar",
    "MH": "mhl|marshall islands", "MK": "mkd|north macedonia|macedonia", "ML": "mli|mali", "MM": "mmr|myanmar|burma",
    "MN": "mng|mongolia", "MO": "mac|macao|macau", "MP": "mnp|northern mariana islands", "MQ": "mtq|martinique",
    "MR": "mrt|mauritania", "MS": "msr|montserrat", "MT": "mlt|malta", "MU": "mus|mauritius", "MV": "mdv|maldives",
    "MW": "mwi|malawi", "MX": "mex|mexico|méxico", "MY": "mys|malaysia", "MZ": "moz|mozambique", "NA": "nam|namibia",
    "NC": "ncl|new caledonia", "NE": "ner|niger", "NF": "nfk|norfolk island", "NG": "nga|nigeria",
    "NI": "nic|nicaragua", "NL": "nld|netherlands|holland|the netherlands|nederland", "NO": "nor|norway|norge",
    "NP": "npl|nepal", "NR": "nru|nauru", "NU": "niu|niue", "NZ": "nzl|new zealand", "OM": "omn|oman",
    "PA": "pan|panama", "PE": "per|peru", "PF": "pyf|french polynesia", "PG": "png|papua new guinea",
    "PH": "phl|philippines", "PK": "pak|pakistan", "PL": "pol|poland|polska", "PM": "spm|saint pierre and miquelon",
    "PN": "pcn|pitcairn", "PR": "pri|puerto rico", "PS": "pse|palestine, state of|state of palestine|palestine",
    "PT": "prt|portugal", "PW": "plw|palau", "PY": "pry|paraguay", "QA": "qat|qatar", "RE": "reu|réunion|reunion",
    "RO": "rou|romania", "RS": "srb|serbia", "RU": "rus|russian federation|russia", "RW": "rwa|rwanda",
    "SA": "sau|saudi arabia", "SB": "slb|solomon islands", "SC": "syc|seychelles", "SD": "sdn|sudan",
    "SE": "swe|sweden|sverige", "SG": "sgp|singapore",
    "SH": "shn|saint helena, ascension and tristan da cunha|ascension and tristan da cunha saint helena|"
    "saint helena|st. helena",
    "SI": "svn|slovenia", "SJ": "sjm|svalbard and jan mayen", "SK": "svk|slovakia", "SL": "sle|sierra leone",
    "SM": "smr|san marino", "SN": "sen|senegal", "SO": "som|somalia", "SR": "sur|suriname", "SS": "ssd|south sudan",
    "ST": "stp|sao tome and principe|são tomé & príncipe|sao tome & principe", "SV": "slv|el salvador",
    "SX": "sxm|sint maarten (dutch part)|sint maarten", "SY": "syr|syrian arab republic|syria",
    "SZ": "swz|eswatini|swaziland", "TC": "tca|turks and caicos islands", "TD": "tcd|chad",
    "TF": "atf|french southern territories", "TG": "tgo|togo", "TH": "tha|thailand", "TJ": "tjk|tajikistan",
    "TK": "tkl|tokelau", "TL": "tls|timor-leste|east timor", "TM": "tkm|turkmenistan", "TN": "tun|tunisia",
    "TO": "ton|tonga", "TR": "tur|türkiye|turkey|turkiye", "TT": "tto|trinidad and tobago|trinidad & tobago",
    "TV": "tuv|tuvalu", "TW": "twn|taiwan, province of china|taiwan|province of china taiwan",
    "TZ": "tza|tanzania, united republic of|tanzania|united republic of tanzania", "UA": "ukr|ukraine",
    "UG": "uga|uganda", "UM": "umi|united states minor outlying islands",
    "US": "usa|united states|u.s.|u.s.a.|united states of america|america", "UY": "ury|uruguay", "UZ": "uzb|uzbekistan",
    "VA": "vat|holy see (vatican city state)|vatican|vatican city",
    "VC": "vct|saint vincent and the grenadines|st. vincent & grenadines",
    "VE": "ven|venezuela, bolivarian republic of|venezuela|bolivarian republic of venezuela",
    "VG": "vgb|virgin islands, british|british virgin islands", "VI": "vir|virgin islands, u.s.|u.s. virgin islands",
    "VN": "vnm|viet nam|vietnam", "VU": "vut|vanuatu", "WF": "wlf|wallis and futuna", "WS": "wsm|samoa",
    "YE": "yem|yemen", "YT": "myt|mayotte", "ZA": "zaf|south africa|rsa", "ZM": "zmb|zambia", "ZW": "zwe|zimbabwe",
}  # fmt: skip
"""The two letters and everything else that means the country, in lower case, between bars."""


def country_names() -> dict[str, str]:
    """Every text that means a country, in lower case, and its two letters."""
    return {name: code for code, names in COUNTRIES.items() for name in (code.lower(), *names.split("|"))}


def country_code(written: ibis.Value) -> ibis.Value:
    """The two letters of the country that a text means; a text that means none stays as it is.

    Case and blanks around it do not matter. Null where nothing is written.
    """
    code: ibis.Value = riparian_country(written)
    return code
