import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory

from bastide.kit.ui import icons
from bastide.kit.ui.gallery import SampleForm

COMPONENTS = Path(__file__).parent.parent / "templates" / "ui" / "components"


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_every_component_says_what_it_takes_and_is_shown_in_the_gallery(path):
    everything = "".join(each.read_text() for each in COMPONENTS.parent.rglob("*.html") if each != path)

    assert path.read_text().startswith("{% comment %}")
    shown = f"ui/components/{path.name}" in everything or re.search(rf"{{% {path.stem} ", everything)
    assert shown, f"{path.name} is shown nowhere"


def test_a_field_ties_its_label_its_hint_and_its_error_and_keeps_what_was_typed():
    form = SampleForm({"born_on": "31 02 1984"})

    page = render("{% field form.born_on %}", form=form)

    assert '<label class="field__label" for="id_born_on">Date de naissance</label>' in page
    assert 'aria-describedby="id_born_on-hint id_born_on-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="31 02 1984"' in page
    assert 'class="input input--short"' in page
    assert re.search(r'id="id_born_on-error">La date de naissance n’existe pas', page)


def test_a_folded_part_opens_itself_when_an_answer_in_it_is_to_be_mended():
    source = '{% disclosure title="Le reste" %}{% field form.born_on %}{% enddisclosure %}'

    assert '<details class="disclosure">' in render(source, form=SampleForm())
    assert '<details class="disclosure" open>' in render(source, form=SampleForm({"born_on": "31 02 1984"}))


def test_a_question_that_may_be_answered_by_nothing_is_not_called_optional():
    class Form(forms.Form):
        model = forms.CharField(required=False)

    assert "(facultatif)" in render("{% field form.model %}", form=Form())
    assert "(facultatif)" not in render("{% field form.model asked=True %}", form=Form())


def test_every_error_of_a_field_is_read_with_it():
    class Form(forms.Form):
        model = forms.CharField(required=False)

    form = Form({})
    form.add_error("model", "Trop long.")
    form.add_error("model", "Sans accent.")

    assert 'aria-describedby="id_model-error id_model-error-2"' in render("{% field form.model %}", form=form)


def test_choices_are_one_question_with_a_legend():
    page = render("{% field form.kind %}", form=SampleForm({"kind": "marriage"}))

    assert page.count("<fieldset") == 1
    assert "<legend" in page
    assert re.search(r'value="marriage"[^>]*checked', page)
    assert 'for="id_kind_1"' in page


def test_a_question_that_may_be_left_says_so():
    page = render("{% field form.message %}", form=SampleForm())

    assert "(facultatif)" in page


def test_the_error_summary_leads_to_each_field_and_takes_the_focus():
    page = render("{% error_summary form %}", form=SampleForm({"place": "Valdorne", "born_on": "x", "agreed": "on"}))

    assert "2 réponses sont à corriger" in page
    assert 'href="#id_kind_0"' in page
    assert 'href="#id_born_on"' in page
    assert "data-focus" in page


def test_a_missing_answer_is_told_with_the_name_of_its_question():
    class Two(forms.Form):
        title = forms.CharField(label="Titre")
        text = forms.CharField(label="Message")

    form = Two({})
    summary, beside = render("{% error_summary form %}", form=form), render("{% field form.title %}", form=form)

    assert "Titre\u00a0: il manque une réponse." in summary
    assert "Message\u00a0: il manque une réponse." in summary
    assert "Il manque une réponse." in beside


def test_the_title_of_the_page_says_first_that_something_is_to_be_mended():
    page = '{% extends "ui/base.html" %}{% block title %}Écrire à la mairie{% endblock %}'
    whole, faulty = SampleForm(), SampleForm({})

    assert "<title>Écrire à la mairie" in render(page, form=whole)
    assert "<title>Erreur\u00a0: Écrire à la mairie" in render(page, form=faulty)


def test_a_form_without_error_has_no_summary():
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_an_error_of_the_whole_form_is_told_first():
    class Full(forms.Form):
        def clean(self):
            raise forms.ValidationError("Cette session est complète.")

    page = render("{% error_summary form %}", form=Full({}))

    assert "Une réponse est à corriger" in page
    assert "<li>Cette session est complète.</li>" in page


def test_pages_of_a_list_keep_the_search():
    request = RequestFactory().get("/recherche/?q=école&page=2")

    page = render("{% pagination page %}", page=Paginator(range(100), 10).page(2), request=request)

    assert 'href="?q=%C3%A9cole&amp;page=3" rel="next"' in page
    assert 'aria-current="page"' in page


def test_a_short_list_has_no_pages():
    request = RequestFactory().get("/")

    assert render("{% pagination page %}", page=Paginator([1], 10).page(1), request=request).strip() == ""


def test_a_table_names_its_rows_and_columns_and_labels_its_cells_for_a_phone():
    page = get_template("ui/components/table.html").render(
        {"caption": "Communes", "columns": [("Nom", ""), ("Habitants", "number")], "rows": [("Eymet", "2\u202f500")]}
    )

    assert "<caption>Communes</caption>" in page
    assert '<th scope="row">Eymet</th>' in page
    assert '<td data-label="Habitants" class="is-number">' in page


def test_a_row_that_lacks_a_cell_is_refused():
    with pytest.raises(ValueError, match="argument 2"):
        get_template("ui/components/table.html").render({"columns": [("Nom", ""), ("Code", "")], "rows": [("Eymet",)]})


def test_words_of_somebody_else_are_escaped_in_components():
    page = get_template("ui/components/entry.html").render({"title": "<script>", "detail": "<b>", "url": '"><i>'})

    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page


def test_structured_data_cannot_end_its_script():
    page = render("{% json_ld data %}", data={"@type": "City", "name": "</script><script>alert(1)</script>"})

    assert page.count("</script>") == 1
    assert '"@context": "https://schema.org"' in page


def test_an_icon_that_was_never_drawn_is_refused_by_name():
    with pytest.raises(KeyError, match="castle"):
        icons.draw("castle")
