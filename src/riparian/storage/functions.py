"""Functions that every engine must have under one name, defined once for each engine.

`riparian.expressions` calls them by name; the runners define them when they connect.
"""

from functools import reduce

from riparian.expressions.countries import country_names
from riparian.storage.sql import quoted

_JAVA_PATTERN = {
    "%Y": "yyyy", "%y": "yy", "%m": "M", "%d": "d", "%H": "H", "%I": "h", "%M": "mm", "%S": "ss", "%f": "SSSSSS",
    "%p": "a", "%b": "MMM", "%B": "MMMM", "%a": "EEE", "%A": "EEEE", "%z": "XX", "%j": "D",
}  # fmt: skip

_IN_JAVA = reduce(lambda body, pair: f"replace({body}, '{pair[0]}', '{pair[1]}')", _JAVA_PATTERN.items(), "pattern")

_NAMES, _CODES = (", ".join(map(quoted, texts)) for texts in (country_names(), country_names().values()))

DUCKDB: dict[str, str] = {
    # DuckDB 1.5 reads no zone behind a time without seconds, so they are put in. DuckDB passes over what else stands
    # behind a time (PM, EST, +2): AM and PM are read here, and nothing is where there is something else.
    "riparian_instant(written, zone)": """
        CASE WHEN regexp_matches(written, '(:[0-9.]+\\s*[+-][0-9]{2}(:?[0-9]{2})?|Z|UTC|GMT)\\s*$')
          THEN timezone('UTC', try_cast(regexp_replace(regexp_replace(regexp_replace(trim(written),
            '\\s*(UTC|GMT)$', '+00:00'), '\\s*([+-][0-9]{2}):?([0-9]{2})$', '\\1:\\2'),
            '([ T][0-9]{1,2}:[0-9]{2})(Z|[+-])', '\\1:00\\2') AS TIMESTAMPTZ))
          WHEN regexp_matches(written, ':[0-9.]+\\s*[^0-9.:\\s]')
          THEN timezone('UTC', timezone(zone, try_strptime(replace(trim(written), '/', '-'),
            ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p', '%Y-%m-%d %I:%M:%S%p', '%Y-%m-%d %I:%M%p'])))
          ELSE timezone('UTC', timezone(zone, try_cast(trim(written) AS TIMESTAMP))) END
    """,
    # A pattern with a zone makes an instant, one without a clock time; either cast is empty for the other.
    "riparian_instant_as(written, pattern, zone)": """
        timezone('UTC', CASE WHEN contains(lower(pattern), '%z')
          THEN CAST(try_strptime(trim(written), pattern) AS TIMESTAMPTZ)
          ELSE timezone(zone, CAST(try_strptime(trim(written), pattern) AS TIMESTAMP)) END)
    """,
    "riparian_in_utc(at_local, zone)": "timezone('UTC', timezone(zone, at_local))",
    "riparian_instant_of_microseconds(number)": "make_timestamp(number)",
    "riparian_microseconds(instant)": "epoch_us(instant)",
    "riparian_country(written)": (
        f"coalesce(MAP([{_NAMES}], [{_CODES}])[lower(trim(written))], nullif(trim(written), ''))"
    ),
    "riparian_whole(number)": "CAST(number AS BIGINT)",
    "riparian_key(written)": "CAST('0x' || substr(md5(written), 1, 15) AS BIGINT)",
}
"""Signature to body, as DuckDB macros."""

SPARK: dict[str, str] = {
    "riparian_instant(written STRING, zone STRING) RETURNS TIMESTAMP_NTZ": """
        CASE WHEN written RLIKE '([+-][0-9]{2}:?[0-9]{2}|Z|UTC|GMT)\\\\s*$'
          THEN CAST(to_utc_timestamp(try_to_timestamp(trim(written)), current_timezone()) AS TIMESTAMP_NTZ)
          WHEN written RLIKE ':[0-9.]+\\\\s*[^0-9.:\\\\s]'
          THEN CAST(to_utc_timestamp(CAST(coalesce(
            try_to_timestamp(upper(replace(trim(written), '/', '-')), 'yyyy-M-d h:m:s a'),
            try_to_timestamp(upper(replace(trim(written), '/', '-')), 'yyyy-M-d h:m a'),
            try_to_timestamp(upper(replace(trim(written), '/', '-')), 'yyyy-M-d h:m:sa'),
            try_to_timestamp(upper(replace(trim(written), '/', '-')), 'yyyy-M-d h:ma')
          ) AS TIMESTAMP_NTZ), zone) AS TIMESTAMP_NTZ)
          ELSE CAST(to_utc_timestamp(try_cast(trim(written) AS TIMESTAMP_NTZ), zone) AS TIMESTAMP_NTZ) END
    """,
    # Spark's patterns are Java's, so each directive of strptime is put in its words.
    "riparian_instant_as(written STRING, pattern STRING, zone STRING) RETURNS TIMESTAMP_NTZ": (
        f"CAST(to_utc_timestamp(CAST(try_to_timestamp(trim(written), {_IN_JAVA}) AS TIMESTAMP_NTZ), "
        "CASE WHEN contains(lower(pattern), '%z') THEN current_timezone() ELSE zone END) AS TIMESTAMP_NTZ)"
    ),
    "riparian_in_utc(at_local TIMESTAMP_NTZ, zone STRING) RETURNS TIMESTAMP_NTZ": (
        "CAST(to_utc_timestamp(at_local, zone) AS TIMESTAMP_NTZ)"
    ),
    "riparian_instant_of_microseconds(number BIGINT) RETURNS TIMESTAMP_NTZ": (
        "CAST(to_utc_timestamp(timestamp_micros(number), current_timezone()) AS TIMESTAMP_NTZ)"
    ),
    "riparian_microseconds(instant TIMESTAMP_NTZ) RETURNS BIGINT": (
        "unix_micros(from_utc_timestamp(CAST(instant AS TIMESTAMP), current_timezone()))"
    ),
    "riparian_country(written STRING) RETURNS STRING": (
        f"coalesce(map_from_arrays(array({_NAMES}), array({_CODES}))[lower(trim(written))], nullif(trim(written), ''))"
    ),
    "riparian_whole(number BIGINT) RETURNS BIGINT": "number",
    "riparian_key(written STRING) RETURNS BIGINT": "CAST(conv(substr(md5(written), 1, 15), 16, 10) AS BIGINT)",
}
"""Signature to body, as Spark 4 temporary functions."""
