"""Files that tell the same orders are one source, whatever columns they have; those of two shops are two."""

import gzip
from hashlib import sha256
from pathlib import Path

import pytest

from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import IN_SEVERAL_FORMS, LOOKED_AT, proposed

HEADER = "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price"


def shopify(*orders: str, minute: int = 0, refunds: bool = False, zone: str = "+0000") -> str:
    """An export of these orders, each placed in a minute of its own from 10 o'clock UTC on."""
    hour = 12 if zone == "+0200" else 10
    rows = [
        f"{order},a@b.test,paid,EUR,1.00,2025-01-01 {hour}:{minute:02}:00 {zone},1,Hoe,1.00{',0.00' * refunds}"
        for order in orders
    ]
    return "\n".join([HEADER + ",Refunded Amount" * refunds, *rows, ""])


def sources(folder: Path, **files: str) -> list[tuple[str, ...]]:
    for name, text in files.items():
        file = folder / f"{name.replace('__', '/')}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    found = proposed(folder)
    (folder / "riparian.toml").write_text(drafted(found), encoding="utf-8")
    assert checked(folder).mistakes == ()
    return [source.files for source in found.sources]


def test_an_older_export_of_the_same_orders_is_of_the_same_source(tmp_path: Path) -> None:
    new, old = shopify("#1", "#2", "#3", refunds=True), shopify("'#2", "#1", zone="+0200")

    assert sources(tmp_path, new=new, sub__old=old) == [("new.csv", "sub/old.csv")]
    (source,) = proposed(tmp_path).sources
    assert source.warnings == (IN_SEVERAL_FORMS,)
    assert f"# look at this: {IN_SEVERAL_FORMS}\n" in drafted(proposed(tmp_path))
    assert "2 files, recognised by their header" in drafted(proposed(tmp_path))


def test_one_glob_finds_both_where_nothing_else_lies_there(tmp_path: Path) -> None:
    assert sources(tmp_path, export=shopify("1", refunds=True), export_1=shopify("1")) == [("export*.csv",)]


def test_orders_that_stand_late_in_a_long_export_are_found(tmp_path: Path) -> None:
    long = shopify(*(f"#{number}" for number in range(LOOKED_AT + 10)), refunds=True)

    assert len(sources(tmp_path, long=long, short=shopify(f"#{LOOKED_AT + 9}"))) == 1


def test_two_shops_with_orders_of_the_same_names_stay_two(tmp_path: Path) -> None:
    first, second = shopify("#1", "#2", "#3", refunds=True), shopify("#1", "#2", minute=7)

    assert sources(tmp_path, first=first, second=second) == [("first.csv",), ("second.csv",)]
    assert all(not source.warnings for source in proposed(tmp_path).sources)


def on(day: int, *orders: str) -> str:
    return shopify(*orders).replace("2025-01-01", f"2025-01-{day:02}")


def test_two_shops_whose_exports_have_the_same_columns_are_two_sources(tmp_path: Path) -> None:
    months = {
        "orders_de_2025-01": on(1, "#1", "#2"), "orders_de_2025-02": on(20, "#3"),
        "orders_uk_2025-01": on(9, "#1"), "orders_uk_2025-02": on(27, "#2", "#3"),
    }  # fmt: skip

    assert sources(tmp_path, **months) == [("orders_de_*.csv",), ("orders_uk_*.csv",)]
    assert all(not source.warnings for source in proposed(tmp_path).sources)


def test_two_shops_whose_exports_lie_in_folders_of_their_own_are_two_sources(tmp_path: Path) -> None:
    found = sources(tmp_path, de__orders=on(1, "#1", "#2"), uk__orders=on(9, "#1", "#7"))

    assert found == [("de/orders.csv",), ("uk/orders.csv",)]


def test_two_files_of_other_orders_are_two_sources_whatever_they_are_called(tmp_path: Path) -> None:
    assert sources(tmp_path, export_1=on(1, "#1"), export_2=on(9, "#1")) == [("export_1.csv",), ("export_2.csv",)]


def test_of_shops_whose_names_of_files_tell_nothing_apart_the_draft_says_so(tmp_path: Path) -> None:
    found = sources(tmp_path, export_1=on(1, "#1"), export_2=on(9, "#1"), export_3=on(12, "#5"))

    assert found == [("export_*.csv",)]
    (source,) = proposed(tmp_path).sources
    told = "export_1.csv and export_2.csv name other orders by the same numbers, of which one counts"
    assert [warning.partition(":")[0] for warning in source.warnings] == [told]


@pytest.mark.parametrize("days", [1, 2])
def test_clocks_and_months_that_are_told_otherwise_make_no_other_shop(tmp_path: Path, days: int) -> None:
    assert len(sources(tmp_path, old=on(3, "#1", "#2"), new=on(3 + days, "#1", "#2"))) == 1


OURS = "order_id,customer,total,date\n1,c1,5.00,2025-03-01\n2,c2,5.00,2025-03-13\n"
"""Orders in a form that no preset knows."""


def later(month: int) -> str:
    """Other orders with the same numbers."""
    return OURS.replace("2025-03", f"2025-{month:02}")


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"orders_a": OURS, "orders_b": later(6)}, [("orders_a.csv",), ("orders_b.csv",)]),
        ({"a__orders": OURS, "b__orders": later(6)}, [("a/orders.csv",), ("b/orders.csv",)]),
        (
            {"de_1": OURS, "de_2": OURS.replace("\n1,", "\n7,"), "uk_1": later(6), "uk_2": later(6)},
            [("de_*.csv",), ("uk_*.csv",)],
        ),
    ],
)
def test_two_shops_in_files_that_no_preset_knows_are_two_sources(
    tmp_path: Path, files: dict[str, str], found: list[tuple[str, ...]]
) -> None:
    assert sources(tmp_path, **files) == found
    parted = proposed(tmp_path).sources
    assert len({source.name for source in parted}) == 2
    assert all(not source.warnings for source in parted)
    assert all(source.remarks[-1].startswith("taken for one of 2 shops, as ") for source in parted)


def test_files_that_no_preset_knows_are_told_where_their_names_part_nobody(tmp_path: Path) -> None:
    files = {"export_1": OURS, "export_2": later(6), "export_3": OURS.replace("1,c1", "8,c1").replace("2,c2", "9,c2")}

    assert sources(tmp_path, **files) == [("export_*.csv",)]
    (source,) = proposed(tmp_path).sources
    told = "export_1.csv and export_2.csv name other orders by the same numbers, of which one counts"
    assert [warning.partition(":")[0] for warning in source.warnings] == [told]


def test_orders_of_one_shop_in_files_that_no_preset_knows_stay_one_source(tmp_path: Path) -> None:
    assert sources(tmp_path, a__orders=OURS, b__orders=OURS.replace("5.00", "6.00")) == [
        ("a/orders.csv", "b/orders.csv")
    ]


def test_two_shops_with_nothing_in_common_stay_two(tmp_path: Path) -> None:
    assert len(sources(tmp_path, first=shopify("#1", refunds=True), second=shopify("#9"))) == 2


def test_the_order_of_columns_makes_no_other_source(tmp_path: Path) -> None:
    header, row = HEADER.split(","), shopify("#7").splitlines()[1].split(",")
    turned = ",".join(header[::-1]) + "\n" + ",".join(row[::-1]) + "\n"

    assert len(sources(tmp_path, january=shopify("#1"), february=turned)) == 1


def test_tickets_of_two_exports_are_one_source(tmp_path: Path) -> None:
    columns = "Id,Requester email,Status,Via channel,Created at"
    row = "7,a@b.test,closed,mail,2025-01-01 10:00:00"

    found = sources(tmp_path, tickets=f"{columns}\n{row}\n", tickets_old=f"{columns},Subject\n{row},Hello\n")

    assert len(found) == 1


@pytest.mark.parametrize(("at", "twice"), [("01.03.2025", True), ("02.03.2025", False)])
def test_orders_in_files_of_other_shapes_are_warned_of(tmp_path: Path, at: str, twice: bool) -> None:
    ours = "order_id,customer,total,date\n1,c1,5.00,2025-03-01\n2,c2,5.00,2025-03-13\n"
    theirs = f"invoice_no,customer_id,amount,day\n1,c1,5.00,{at}\n7,c2,6.00,15.04.2025\n"

    assert len(sources(tmp_path, ours=ours, theirs=theirs)) == 2
    first, second = proposed(tmp_path).sources
    told = "orders of it are in ours too, and count twice: take one of the two sources out"
    assert (first.warnings, second.warnings) == ((), (told,) if twice else ())


def test_a_file_that_cannot_be_read_silences_nothing_about_the_others(tmp_path: Path) -> None:
    new, old = shopify("#1", "#2", refunds=True), shopify("#1", "#2")
    till = "order_id,customer,total,date\n#1,c1,1.00,2025-01-01 10:00\n#2,c1,1.00,2025-01-01 10:00\n"
    for name, text in {"new": new, "old": old, "till": till}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    rows = (f"{row},{sha256(row.encode()).hexdigest()}" for row in shopify(*map(str, range(200_000))).splitlines()[1:])
    long = "\n".join([f"{HEADER},Note", *(f"{row},x" for row in old.splitlines()[1:]), *rows, ""])
    whole = gzip.compress(long.encode(), 1)
    (tmp_path / "broken.csv.gz").write_bytes(whole[: len(whole) * 9 // 10])

    broken, shop, tills = proposed(tmp_path).sources

    assert (broken.files, shop.files) == (("broken.csv.gz",), ("new.csv", "old.csv"))
    (told,) = broken.warnings
    assert told.startswith("whether other files tell the same could not be seen: ")
    assert tills.warnings == (f"orders of it are in {shop.name} too, and count twice: take one of the two sources out",)
