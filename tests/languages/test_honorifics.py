"""An honorific is read in the language of the page, where it is known in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from conference.look.honorifics import (
    bare,
    beside_name,
    honorific_text,
    in_table,
    join_honorific,
    offered,
    reorder_honorific,
)
from delegations.registration.models import Delegate, Delegation
from schedule.programme.sessions.snapshot import chair_words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "معالي السيدة Naliaka Barasa"),
        ("en", "H.E. Ms. Naliaka Barasa"),
        ("es", "Excma. Sra. Naliaka Barasa"),
        ("fr", "S.E. Mme Naliaka Barasa"),
        ("ru", "Ее Превосходительство г-жа Naliaka Barasa"),
        ("vi", "Bà Naliaka Barasa"),
        ("zh-hans", "Naliaka Barasa 女士阁下"),
    ],
)
@pytest.mark.parametrize("written", ["H.E. Ms.", "S.E. Mme", "معالي السيدة"])
def test_it_is_written_as_the_language_has_it(language, said, written):
    with override(language):
        assert join_honorific(written, "Naliaka Barasa") == said


@pytest.mark.parametrize(
    ("language", "capacity", "of_her", "of_him"),
    [
        ("ar", "head", "رئيسة الوفد", "رئيس الوفد"),
        ("en", "head", "Head of delegation", "Head of delegation"),
        ("es", "head", "Jefa de la delegación", "Jefe de la delegación"),
        ("fr", "head", "Cheffe de délégation", "Chef de délégation"),
        ("es", "deputy_head", "Jefa suplente de la delegación", "Jefe suplente de la delegación"),
        ("fr", "delegate", "Déléguée", "Délégué"),
        ("ar", "adviser", "مستشارة", "مستشار"),
        ("es", "interpreter", "Intérprete", "Intérprete"),
    ],
)
def test_a_person_s_capacity_is_said_as_of_a_woman_or_a_man(language, capacity, of_her, of_him):
    def said(*written):
        return {Delegate(honorific=one, capacity=capacity).get_capacity_display() for one in written}

    with override(language):
        assert said("H.E. Ms.", "Excma. Sra.", "السيدة") == {of_her}
        assert said("H.E. Mr.", "S.A.R. le Prince", "Dr.", "") == {of_him}


def test_a_chinese_name_has_it_behind_and_one_in_other_letters_behind_a_space():
    with override("zh-hans"):
        assert join_honorific("Mr.", "王伟") == join_honorific("先生", "王伟") == "王伟先生"
        assert join_honorific("Mr.", "Lounis Aït-Hamadouche") == "Lounis Aït-Hamadouche 先生"


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("ar", "H.E. Sheikh", "معالي الشيخ سالم"),
        ("ar", "Sheikh", "الشيخ سالم"),
        ("en", "الشيخ", "Sheikh سالم"),
        ("en", "معالي الشيخة", "H.E. Sheikha سالم"),
        ("zh-hans", "Sheikh", "سالم 谢赫"),
        ("zh-hans", "H.E. Sheikh", "سالم 谢赫阁下"),
        ("zh-hans", "H.E. Sheikha", "سالم 谢哈阁下"),
        ("zh-hans", in_table("酋长"), "سالم 谢赫"),
        ("en", in_table("女酋长阁下"), "H.E. Sheikha سالم"),
    ],
)
def test_a_sheikh_is_one_in_every_language(language, written, said):
    with override(language):
        assert join_honorific(written, "سالم") == said


def test_a_given_name_that_is_written_like_an_honorific_stays_in_the_name():
    with override("ar"):
        assert reorder_honorific("Cheikh Anta Diop") == "Cheikh Anta Diop"
        assert reorder_honorific("S.E. Cheikh Anta Diop") == "معالي الشيخ Anta Diop"
    assert bare("الشيخ المختار") == "الشيخ المختار"


@pytest.mark.parametrize(("written", "said"), [("Tun", "Tun Salem"), ("", "Salem")])
def test_what_is_not_known_stays_as_it_was_written(written, said):
    with override("ru"):
        assert join_honorific(written, "Salem") == said


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [("fr", '<bdi class="hon before">M.</bdi>', ""), ("zh-hans", "", '<bdi class="hon after">先生</bdi>')],
)
def test_a_list_has_it_on_the_side_that_the_language_says_it(language, before, after):
    with override(language):
        assert (beside_name("Mr.", "before"), beside_name("Mr.", "after")) == (before, after)


def test_one_that_is_not_known_stands_before_and_none_nowhere():
    with override("zh-hans"):
        assert beside_name("Tun", "before", inline=True) == "<bdi>Tun</bdi> "
        assert [beside_name(written, "after") for written in ("Tun", "")] == ["", ""]


def test_the_form_of_a_member_offers_those_that_have_a_word_in_every_language():
    assert offered()[:3] == ["H.E. Mr.", "H.E. Ms.", "H.R.H. Prince"]
    for written in offered():
        with override("ru"):
            assert honorific_text(written) != written


@pytest.mark.parametrize(
    ("language", "stored", "said"),
    [
        ("en", "H.E. Ms. Naliaka Barasa", "H.E. Ms. Naliaka Barasa"),
        ("fr", "H.E. Ms. Naliaka Barasa", "S.E. Mme Naliaka Barasa"),
        ("zh-hans", "Mr. 王伟", "王伟先生"),
        ("ru", "Sheikh Salem", "Sheikh Salem"),
        ("ru", "Msimang", "Msimang"),
        ("ru", "Dr.", "Dr."),
    ],
)
def test_a_name_stored_with_its_honorific_is_told_in_the_reader_s_language(language, stored, said):
    with override(language):
        assert reorder_honorific(stored) == said


# Persons with their honorifics, in e-mails: what they are called there.
CALLED = r"%\((guest|speaker|principal|substitute|instead|names|name)\)s"
FOCAL_POINTS = (
    "focal point",
    "Dear %(name)s",
    "acted for the delegation",
    "acts for the delegation",
    " to the %(name)s",
)
# Behind a colon or in brackets a name needs no case and no article.
APART = re.compile(r"[:(;>][ \u00a0]?(<b>)?$")


@pytest.mark.parametrize("language", ["es", "ru"])
def test_no_sentence_of_an_e_mail_asks_for_the_case_or_article_of_an_honorific(language):
    wrong = []
    for source, said in sentences_of_e_mails(language):
        for found in re.finditer(CALLED, said):
            behind = said[found.end() :].removeprefix("</b>")[:1]
            subject = language == "ru" or behind in ":("
            at_start = found.start() == 0 or said[: found.start()] == "<b>"
            if not (APART.search(said[: found.start()]) or (at_start and subject)):
                wrong.append((source, said))
    assert not wrong


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "Deja la delegación: Excma. Sra. Ana Lima; ocupa su lugar: Excmo. Sr. Otieno Odhiambo."),
        ("ru", "Выбывает: Ее Превосходительство г-жа Ana Lima; вступает: Его Превосходительство г-н Otieno Odhiambo."),
    ],
)
def test_who_takes_whose_place_is_said_without_case_or_article(language, said):
    words = (
        "%(name)s took the place of %(instead)s in the delegation on %(at)s. A badge of %(instead)s is no longer valid. "
        "Please complete and submit %(name)s."
    )
    with override(language):
        names = {
            "name": join_honorific("H.E. Mr.", "Otieno Odhiambo"),
            "instead": join_honorific("H.E. Ms.", "Ana Lima"),
            "at": "1 oct",
        }
        assert said in gettext(words) % names


def sentences_of_e_mails(language):
    """Yield each sentence of the e-mails that names a member by honorific, and what the catalogue says for it."""
    for source in (Path(settings.ROOT) / "templates" / "mail").rglob("*.html"):
        for found in re.finditer(
            r"{% blocktranslate trimmed[^%]*%}(.*?){% endblocktranslate %}", source.read_text(), re.S
        ):
            words = re.sub(r"{{ (\w+) }}", r"%(\1)s", " ".join(found[1].split()))
            if re.search(CALLED, words) and "{%" not in words and not any(one in words for one in FOCAL_POINTS):
                with override(language):
                    yield words, gettext(words)


def test_a_chair_of_a_release_is_read_with_the_honorific_of_the_page():
    chair = {"name": "H.E. Ms. Naliaka Barasa", "function": "", "party": {"en": "Kenya", "ar": "كينيا"}}
    with override("ar"):
        assert chair_words(chair) == "معالي السيدة Naliaka Barasa\u200f، كينيا"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Ms. Trần Thu Hà"),
        ("fr", "Mme Trần Thu Hà"),
        ("ar", "السيدة Trần Thu Hà"),
        ("ru", "г-жа Trần Thu Hà"),
        ("zh-hans", "Trần Thu Hà 女士"),
        ("vi", "Bà Trần Thu Hà"),
    ],
)
def test_the_liaison_officer_is_called_as_the_reader_does(language, said):
    with override(language):
        assert Delegation(liaison_name="Ms. Trần Thu Hà").liaison == said
