"""Names of people and places. Mail domains are of the reserved kind (RFC 2606), so nobody real is ever written to."""

FIRST_NAMES = (
    "Amelia", "Olivia", "Isla", "Ava", "Freya", "Ivy", "Lily", "Grace", "Evie", "Poppy", "Sophie", "Ella", "Emily",
    "Alice", "Florence", "Rosie", "Zoë", "Siân", "Niamh", "Aoife", "Priya", "Ananya", "Fatima", "Aisha", "Mei",
    "Chloé", "Renée", "Margaret", "Susan", "Janet", "Noah", "George", "Oliver", "Arthur", "Leo", "Harry", "Oscar",
    "Archie", "Jack", "Henry", "Charlie", "Freddie", "Theo", "Alfie", "Finley", "Arlo", "Ciarán", "Séan", "Rhys",
    "Owain", "Arjun", "Rohan", "Omar", "Yusuf", "Wei", "José", "François", "Kenneth", "Malcolm", "Derek",
)  # fmt: skip

LAST_NAMES = (
    "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Patel", "Robinson", "Wright",
    "Thompson", "Evans", "Walker", "White", "Roberts", "Green", "Hall", "Thomas", "Clarke", "Jackson", "Wood",
    "Harris", "Edwards", "Turner", "Martin", "Cooper", "Hill", "Ward", "Hughes", "Moore", "Clark", "King",
    "Harrison", "Lewis", "Baker", "Lee", "Allen", "Morris", "Khan", "Scott", "Watson", "Davis", "Parker", "James",
    "Bennett", "Young", "Phillips", "Richardson", "Mitchell", "Bailey", "Carter", "Cook", "Singh", "Shaw", "Bell",
    "Collins", "Morgan", "Kelly", "Begum", "Miller", "Cox", "Hussain", "Marshall", "Simpson", "Price", "Anderson",
    "Adams", "Wilkinson", "Foster", "Ellis", "Murphy", "Chapman", "Mason", "Gray", "Richards", "Webb", "Rogers",
    "Hunt", "Mills", "O'Neill", "O'Brien", "D'Souza", "Müller", "García", "Smith-Jones", "Lloyd-Evans", "van Dijk",
    "de Souza", "Nowak",
)  # fmt: skip

MAIL_DOMAINS = (
    "northmail.example", "postbox.example", "inbox.example", "fernpost.example", "example.com", "example.org",
    "example.net",
)  # fmt: skip

STREETS = (
    "Mill Lane", "Church Street", "Station Road", "The Green", "High Street", "Orchard Way", "Park Avenue",
    "Victoria Road", "Beech Close", "Rectory Lane", "Canal Walk", "Abbey Terrace",
)  # fmt: skip

CITIES = (
    ("Bath", "Somerset", "BA1 5NG"), ("Bristol", "Bristol", "BS6 7TP"), ("York", "North Yorkshire", "YO1 7HH"),
    ("Leeds", "West Yorkshire", "LS6 2AB"), ("Norwich", "Norfolk", "NR2 3RX"), ("Exeter", "Devon", "EX4 4QJ"),
    ("Cardiff", "Cardiff", "CF10 1EP"), ("Edinburgh", "Midlothian", "EH9 1PR"), ("Sheffield", "South Yorkshire",
    "S10 2TN"), ("Oxford", "Oxfordshire", "OX4 1UT"), ("Kendal", "Cumbria", "LA9 4DH"), ("London", "Greater London",
    "SE15 4QL"), ("Brighton", "East Sussex", "BN1 6WD"), ("Ludlow", "Shropshire", "SY8 1AS"),
)  # fmt: skip

IRISH_CITIES = (("Dublin", "Dublin", "D06 F2X4"), ("Cork", "Cork", "T12 W8KP"), ("Galway", "Galway", "H91 E2K3"))
