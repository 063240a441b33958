"""Rules on channels."""

from riparian.web.noticing.channels import Diagnosis, unfed


def test_an_orphan_is_told_once_and_only_where_enough_was_seen() -> None:
    says = "Nothing of your own feeds print."
    found = unfed([
        Diagnosis("orphan", "print", says, 400, "order"),
        Diagnosis("orphan", "print", says, 400, "opt in"),
        Diagnosis("orphan", "radio", "Nothing of your own feeds radio.", 20, "order"),
        Diagnosis("chain", "all channels", "Most came by search.", 900, "order"),
    ])  # fmt: skip

    assert [one.says for one in found] == [says]


def test_a_notice_leads_to_the_channel_on_the_map_of_its_goal() -> None:
    (notice,) = unfed([Diagnosis("orphan", "paid social", "Nothing feeds it.", 400, "opt in")])

    assert notice.path == "/map?goal=opt+in&node=paid+social"


def test_that_nothing_feeds_what_is_bought_is_no_loss() -> None:
    assert list(unfed([Diagnosis("orphan", "Paid Social", "Nothing feeds it.", 400, "order")])) == []
