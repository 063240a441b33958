"""The same derivations as a plain DuckDB script: what one would write without Riparian, as the peer to measure against.

It keeps the columns that the derivations read, resolves identity by the one rule that this log needs (a browser belongs
to the only user id seen on it), keeps no evidence, no rejects and no promises, and writes Parquet files.
"""

import sys
from pathlib import Path

import duckdb

SAME = (
    "link_evidence", "refused_links", "identity_links", "identifiers", "merged_people", "people", "actions", "sessions",
    "milestones", "band_entries", "facet_entries", "dormant_spells", "standings", "band_flows", "band_counts",
    "band_conversions",
)  # fmt: skip
"""The tables of Riparian that stand for what the script derives; what else a build makes, the script does not."""

EVENTS = """
CREATE TABLE owners AS
  SELECT anonymous_id, min(user_id) AS user_id FROM events WHERE user_id IS NOT NULL
  GROUP BY anonymous_id HAVING count(DISTINCT user_id) = 1;
CREATE TABLE people AS
  SELECT who, row_number() OVER (ORDER BY first_at, who) AS person_key FROM (
    SELECT coalesce(events.user_id, owners.user_id, events.anonymous_id) AS who, min(occurred_at) AS first_at
    FROM events LEFT JOIN owners USING (anonymous_id) GROUP BY 1);
COPY (
  SELECT person_key, occurred_at, event_id, CASE event WHEN 'page' THEN 1 WHEN 'product' THEN 1 WHEN 'search' THEN 2
      WHEN 'cart' THEN 14 WHEN 'checkout' THEN 16 ELSE 18 END AS kind, path, utm_source, utm_medium, amount
  FROM events LEFT JOIN owners USING (anonymous_id) JOIN people
    ON people.who = coalesce(events.user_id, owners.user_id, events.anonymous_id)
  ORDER BY person_key, occurred_at, event_id
) TO '{out}/actions.parquet' (FORMAT parquet, COMPRESSION zstd);
CREATE VIEW actions AS SELECT * FROM read_parquet('{out}/actions.parquet');
"""

SESSIONS = """
COPY (
  SELECT person_key, number, min(occurred_at) AS started_at, max(occurred_at) AS ended_at, count(*) AS actions,
         arg_min(path, occurred_at) AS path, arg_min(utm_source, occurred_at) AS utm_source,
         arg_min(utm_medium, occurred_at) AS utm_medium, min(event_id) AS first_event
  FROM (SELECT *, sum(new) OVER (PARTITION BY person_key ORDER BY occurred_at, event_id
                                 ROWS UNBOUNDED PRECEDING) AS number
        FROM (SELECT *, CASE WHEN occurred_at > lag(occurred_at) OVER mine + INTERVAL 30 MINUTE
                               OR lag(occurred_at) OVER mine IS NULL THEN 1 ELSE 0 END AS new
              FROM actions WHERE kind < 18 WINDOW mine AS (PARTITION BY person_key ORDER BY occurred_at, event_id)))
  GROUP BY person_key, number
) TO '{out}/sessions.parquet' (FORMAT parquet, COMPRESSION zstd);
CREATE VIEW sessions AS SELECT * FROM read_parquet('{out}/sessions.parquet');
"""

BANDS = """
CREATE TABLE reached AS
  SELECT person_key, 1 AS band, min(occurred_at) AS reached_at FROM actions GROUP BY person_key
  UNION ALL SELECT person_key, 2, started_at FROM sessions WHERE number = 2
  UNION ALL SELECT person_key, 3, min(started_at) FROM (
    SELECT person_key, started_at, week - lag(week, 2) OVER (PARTITION BY person_key ORDER BY week) AS apart FROM (
      SELECT person_key, date_diff('week', DATE '2023-01-02', CAST(started_at AS DATE)) AS week,
             min(started_at) AS started_at
      FROM sessions GROUP BY ALL)) WHERE apart <= 3 GROUP BY person_key
  UNION ALL SELECT person_key, 4, min(occurred_at) FROM actions WHERE kind IN (14, 16) GROUP BY person_key
  UNION ALL SELECT person_key, 5, min(occurred_at) FROM actions WHERE kind = 18 GROUP BY person_key;
COPY (
  SELECT person_key, band, reached_at AS entered_at, lead(reached_at) OVER mine AS left_at,
         coalesce(lag(band) OVER mine, 0) AS from_band
  FROM (SELECT *, max(band) OVER (PARTITION BY person_key ORDER BY reached_at, band DESC
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM reached)
  WHERE before IS NULL OR band > before WINDOW mine AS (PARTITION BY person_key ORDER BY reached_at, band)
) TO '{out}/band_entries.parquet' (FORMAT parquet, COMPRESSION zstd);
CREATE VIEW band_entries AS SELECT * FROM read_parquet('{out}/band_entries.parquet');
COPY (
  SELECT person_key, occurred_at AS entered_at, occurred_at + INTERVAL 12 MONTH AS left_at
  FROM (SELECT *, row_number() OVER (PARTITION BY person_key ORDER BY occurred_at, event_id) AS n
        FROM actions WHERE kind = 18)
  WHERE n >= 2
) TO '{out}/facet_entries.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (
  SELECT person_key, occurred_at + INTERVAL 90 DAY AS dormant_at, next_at AS reignited_at FROM (
    SELECT person_key, occurred_at,
           lead(occurred_at) OVER (PARTITION BY person_key ORDER BY occurred_at, event_id) AS next_at
    FROM actions) WHERE next_at > occurred_at + INTERVAL 90 DAY
    OR (next_at IS NULL AND occurred_at + INTERVAL 90 DAY < TIMESTAMP '{as_of}')
) TO '{out}/dormant_spells.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (
  SELECT person_key, min(occurred_at) AS first_at, max(occurred_at) AS last_at, count(*) AS actions,
         count(*) FILTER (kind = 18) AS orders, sum(amount) AS spent,
         min(occurred_at) FILTER (kind = 18) AS first_order_at,
         max(occurred_at) FILTER (kind = 18) AS last_order_at,
         (SELECT max(band) FROM band_entries WHERE band_entries.person_key = actions.person_key) AS band
  FROM actions GROUP BY person_key
) TO '{out}/standings.parquet' (FORMAT parquet, COMPRESSION zstd);
"""

COUNTS = """
COPY (SELECT date_trunc('month', entered_at) AS month_on, from_band, band, count(*) AS people
      FROM band_entries GROUP BY ALL)
  TO '{out}/band_flows.parquet' (FORMAT parquet);
COPY (
  SELECT month_on, band, sum(moved) OVER (PARTITION BY band ORDER BY month_on) AS closing, moved FROM (
    SELECT month_on, band, sum(step) AS moved FROM (
      SELECT date_trunc('month', entered_at) AS month_on, band, 1 AS step FROM band_entries
      UNION ALL SELECT date_trunc('month', left_at), band, -1 FROM band_entries WHERE left_at IS NOT NULL) GROUP BY ALL)
) TO '{out}/band_counts.parquet' (FORMAT parquet);
COPY (
  SELECT a.band AS from_band, b.band AS to_band, days, count(*) AS people,
         count(*) FILTER (b.entered_at <= a.entered_at + to_days(days)) AS converted
  FROM band_entries AS a CROSS JOIN (SELECT unnest([30, 90, 365]) AS days)
  LEFT JOIN band_entries AS b ON b.person_key = a.person_key AND b.band > a.band
  WHERE a.entered_at + to_days(days) < TIMESTAMP '{as_of}' GROUP BY ALL
) TO '{out}/band_conversions.parquet' (FORMAT parquet);
"""


def main(log: Path, out: Path) -> None:
    """Run the script over the log's files."""
    out.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        ":memory:", config={"threads": 2, "memory_limit": "4GB", "temp_directory": str(out / "t")}
    )
    connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet('{log}/events-*.parquet')").fetchall()
    for script in (EVENTS, SESSIONS, BANDS, COUNTS):
        for statement in script.format(out=out, as_of="2026-11-01").split(";\n"):
            if statement.strip():
                connection.execute(statement).fetchall()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
