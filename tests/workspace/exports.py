"""Small folders of exports, and their first look, for tests of what is made of them."""

from pathlib import Path

from riparian.storage.looking import Look, sample_of

ORDERS = """\
Order ID,Customer,E-mail,Date,Total,Currency
1,c1,ana@alder.test,2025-01-05 10:00,"1,200.50",GBP
2,c1,ana@alder.test,2025-03-05 10:00,20.00,GBP
3,c2,ben@alder.test,05.03.2025,10,GBP
4,c3,cleo@alder.test,2025-04-01 09:30,10,GBP
"""
"""Four orders, of which the third has a date that cannot be read."""
SHOP = """
[[sources]]
name = "shop"
preset = "files"
files = "orders.csv"
[sources.tables.source_orders]
order_number = "order_id"
placed_at = "instant(date)"
total = "number(total)"
currency = "currency"
email = "e_mail"
"""
"""How a file like `ORDERS` is read."""
EVENTS = """\
visitor_id,email,event,timestamp,url
v1,,page_view,2025-01-01 08:00:00,https://shop.test/a
v1,ana@alder.test,sign_up,2025-01-01 08:05:00,https://shop.test/join
v2,,page_view,2025-02-01 08:00:00,https://shop.test/b
v2,,add_to_cart,2025-02-01 08:01:00,https://shop.test/b
"""
SHOPIFY = """\
Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price
#1,a@b.test,paid,EUR,1.00,2025-01-01 10:00:00 +0000,1,Hoe,1.00
"""


def written(folder: Path, **files: str) -> Path:
    """A folder with these files: `orders="…"` is orders.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def look_at(folder: Path, text: str) -> Look:
    """The look of a CSV file with this text."""
    file = folder / "looked_at.csv"
    file.write_text(text, encoding="utf-8")
    return sample_of(file, rows=1000)


NPS = """\
respondent_email,submitted_at,How likely are you to recommend us to a friend?,comment
ana@alder.test,2025-03-01 10:00,9,Lovely
ben@alder.test,2025-03-02 10:00,0,Late
cleo@alder.test,2025-03-03 10:00,10,
dan@alder.test,2025-03-04 10:00,11,
eve@alder.test,2025-03-05 10:00,ten,
fay@alder.test,2025-03-06 10:00,,
"""
"""Three answers, and three that are none."""
TICKETS = """\
Id,Subject,Requester email,Created at,Solved at,Status,Satisfaction
7,Where is it?,ana@alder.test,2025-03-01 10:00,2025-03-02 09:00,Solved,Good
8,Broken,ben@alder.test,2025-03-03 10:00,2025-03-04 12:00,Closed,Bad
9,Hello,cleo@alder.test,2025-03-05 10:00,,Open,
"""
