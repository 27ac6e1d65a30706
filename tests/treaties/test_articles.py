"""An article and its paragraph are written as each language of the United Nations writes them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from conference.treaties.articles import article_words

WORDS = {
    "en": ("article 13", "article 65 (1)", "article 7 (2) (a)"),
    "fr": ("article 13", "article 65, paragraphe 1", "article 7, paragraphe 2 a)"),
    "es": ("artículo 13", "artículo 65, párrafo 1", "artículo 7, párrafo 2 a)"),
    "ar": ("المادة 13", "الفقرة 1 من المادة 65", "الفقرة 2 (أ) من المادة 7"),
    "ru": ("статья 13", "статья 65, пункт 1", "статья 7, пункт 2, подпункт a)"),
    "zh-hans": ("第13条", "第65条第1款", "第7条第2款（a）项"),
    "vi": ("Điều 13", "khoản 1 Điều 65", "điểm a khoản 2 Điều 7"),
}


@pytest.mark.parametrize("language", WORDS)
def test_an_article_is_written_as_in_the_language(language):
    with override(language):
        assert tuple(map(article_words, ("13", "65 (1)", "7 (2) (a)"))) == WORDS[language]
