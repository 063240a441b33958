"""Alder & Reed: a synthetic company with a shop, a thought-leadership site and a known truth.

`write_company(folder, people=20_000, seed=1)` writes three years of exports as the real tools write them, and
`truth/` beside them: who is who, where everybody stands on the hourglass, which channel feeds which, what each new
video brought, who will buy again, what letters brought, and which rows are messy on purpose.

How it hangs together: `people` are drawn, then `buying`, what `letter_tests` add to it, and `baskets`; `paths` lead up
to orders and are laid on calendars (`touches`), some moved to new `videos`; `conduct` decides how people let themselves
be known; `clicks`, `letters`, `aftercare` and `referring` fill in what happens; `knowing` and `placing` derive the
truth; `export_*` write what tools would show.
"""

from riparian.testing.company.write import CompanySummary, write_company

__all__ = ["CompanySummary", "write_company"]
