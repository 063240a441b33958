"""Time and chance are arguments (`as_of`, `seed`): pure code asks for neither."""

import re

from tests.house.source import Source, dotted, offences_in

PURE = ("core/", "tables/", "expressions/", "models/", "derivations/", "presets/", "decisions/")
ASKS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|monotonic|perf_counter|localtime|gmtime)"
    r"|uuid\.uuid[14]|uuid[14]|os\.urandom|random\.(?!default_rng|Generator|SeedSequence)\w+)$"
)


def rule(source: Source) -> list[str]:
    if not source.below(*PURE):
        return []
    return [
        source.at(call, f"{dotted(call.func)}( asks the time or throws dice; take as_of or seed")
        for call in source.calls
        if ASKS.search(dotted(call.func)) or (dotted(call.func).endswith("default_rng") and not call.args)
    ]


def test_pure_code_asks_no_clock_and_throws_no_dice() -> None:
    assert offences_in(rule, "src") == []


def test_the_rule_finds_clocks_and_dice() -> None:
    forms = ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "time.time()", "random.random()"]
    forms += ["np.random.normal()", "np.random.default_rng()", "uuid.uuid4()", "uuid4()"]

    assert [form for form in forms if not rule(Source("src/riparian/models/x.py", form))] == []


def test_the_rule_passes_arguments_and_impure_code() -> None:
    seeded = Source("src/riparian/models/x.py", "np.random.default_rng(seed)\ngenerator.random(3)\nas_of.date()\n")
    build = Source("src/riparian/build/run.py", "time.perf_counter()\n")

    assert rule(seeded) == []
    assert rule(build) == []
