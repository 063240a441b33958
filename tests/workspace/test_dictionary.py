from riparian.build.discovery import discovered
from riparian.tables.builds import BuildStep
from riparian.workspace.dictionary import all_rows
from riparian.workspace.workspace import given_rows


def test_the_dictionary_is_what_is_given_what_is_made_and_the_steps_of_the_build() -> None:
    made = {derivation.name: derivation.makes for derivation in discovered()}

    assert all_rows() == given_rows() | made | {BuildStep.table: BuildStep}
