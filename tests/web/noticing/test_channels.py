"""Rules on channels."""

from riparian.web.noticing.channels import Diagnosis, unfed


def test_an_orphan_is_told_once_and_only_where_enough_was_seen() -> None:
    says = "Nothing of your own feeds print."
    found = unfed([
        Diagnosis("orphan", "print", says, 400),
        Diagnosis("orphan", "print", says, 400),
        Diagnosis("orphan", "radio", "Nothing of your own feeds radio.", 20),
        Diagnosis("chain", "all channels", "Most came by search.", 900),
    ])  # fmt: skip

    assert [one.says for one in found] == [says]
