import pytest
from django.db.migrations.writer import MigrationWriter
from wagtail import blocks

from bastide.kit.streamfields.fields import ThinStreamField

pytestmark = pytest.mark.one_database


def field(**children):
    made = ThinStreamField(list(children.items()), blank=True)
    made.set_attributes_from_name("body")
    return made


def test_a_block_that_changes_makes_no_migration():
    one = field(text=blocks.CharBlock(label="Texte"))
    other = field(text=blocks.RichTextBlock(label="Autre"), quote=blocks.TextBlock())

    assert one.deconstruct() == other.deconstruct()
    written, _imports = MigrationWriter.serialize(one)
    assert written == "bastide.kit.streamfields.fields.ThinStreamField([], blank=True)"


def test_what_was_written_is_read_again():
    thin = field(text=blocks.CharBlock())
    value = thin.to_python([{"type": "text", "value": "Le lavoir", "id": "1"}])

    assert [child.value for child in thin.to_python(thin.get_prep_value(value))] == ["Le lavoir"]


def test_a_copy_made_for_a_migration_can_be_built():
    name, path, args, kwargs = field(text=blocks.CharBlock()).deconstruct()

    assert (name, path) == ("body", "bastide.kit.streamfields.fields.ThinStreamField")
    assert list(ThinStreamField(*args, **kwargs).stream_block.child_blocks) == []
