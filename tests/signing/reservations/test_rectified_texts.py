"""The text of a reservation or declaration in a closed record, corrected by two persons (Vienna Convention, art. 77 (1) (d), 79)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conference.core.errors import NotPossible
from conference.translated import Translated
from conference.treaties.statements import StatementText
from conference.web import page_cache
from schedule.signing.models import Rectification, Signature
from schedule.signing.record import paper, queries
from tests.people import actor, sign_in
from tests.registration.kit import text_of
from tests.signing.kit import declaration, reservation
from tests.signing.scene import close, decide, fill, intend, make_session, people, propose, rectify, sign
from tests.treaties.kit import hanoi

pytestmark = pytest.mark.usefixtures("world", "begun")
TEXT = "Subject to ratification."


def signature_of(code: str) -> Signature:
    return Signature.objects.get(party__code=code)


def test_of_two_statements_the_one_that_was_chosen_is_corrected(client):
    session = make_session(hanoi())
    intend("BRA", statements=[declaration(TEXT), reservation("Article 63 is not binding.")])
    intend("KEN", statements=[declaration("As stated.")])
    fill(session)
    sign(session, "BRA", "KEN")
    session = close(session, *map(actor, people()))
    brazil, second = signature_of("BRA"), signature_of("BRA").statements.get(number=2)
    sign_in(client, people()[1])
    record, rectifies = (reverse(f"signing:{name}", args=["first"]) for name in ("record", "record_rectify"))
    page = text_of(client.get(record))
    assert "Text of the declaration or reservation 2 (English)" in page
    assert "Text of the declaration or reservation 3" not in page
    kenya = f"{rectifies}?signature={signature_of('KEN').pk}&field=text:2:en"
    refused = text_of(client.get(kenya, follow=True))
    assert "Choose the reservation or declaration whose text is corrected." in refused
    address = f"{rectifies}?signature={brazil.pk}&field=text:2:en"
    assert "Article 63 is not binding." in text_of(client.get(address))
    words = {"reason": "Misread", "communication": "Note verbale 12/2025", "communicated_on": "2025-10-25"}
    assert client.post(address, {"after": " ", **words}).context["form"].errors.keys() == {"after"}
    client.post(address, {"after": "Article 63 (2) is not binding.", **words})
    proposal = Rectification.objects.get()
    assert (proposal.statement, proposal.before) == (second, "Article 63 is not binding.")
    propose(brazil, "text", "Brazil understands article 5.", statement=brazil.statements.get(number=1))
    decide(proposal)
    row = queries.row_of(brazil)
    assert [str(statement.as_rectified) for statement in row.statements] == [TEXT, "Article 63 (2) is not binding."]
    (minutes_page,) = paper.minutes(queries.decided_rectifications("BRA"))["pages"]
    assert minutes_page["field"] == "Text of the declaration or reservation 2 (English): Reservation, article 63 (2)"
    assert (minutes_page["stood"], minutes_page["reads"]) == (
        "Article 63 is not binding.",
        "Article 63 (2) is not binding.",
    )


def test_the_text_of_each_language_is_corrected_by_itself_and_an_authentic_one_that_was_lacking_is_entered(client):
    """Vienna Convention, art. 79 (3)."""
    session = make_session(hanoi())
    made = StatementText(
        "interpretative", "", Translated({"en": "Article 5 is declaratory.", "fr": "L’article 5 declare."})
    )
    intend("BRA", statements=[made])
    fill(session)
    sign(session, "BRA")
    close(session, *map(actor, people()))
    brazil, right = signature_of("BRA"), "L’article 5 est déclaratoire."
    with pytest.raises(NotPossible, match="Choose the language in which the text is corrected"):
        propose(brazil, "text", "Artikel 5", language="de")
    rectify(brazil, "text", right, language="fr")
    rectify(brazil, "text", "El artículo 5 es declaratorio.", language="es")
    (statement,) = queries.row_of(brazil).statements
    assert statement.as_rectified == {
        "en": "Article 5 is declaratory.",
        "fr": right,
        "es": "El artículo 5 es declaratorio.",
    }
    first, second = paper.minutes(queries.decided_rectifications("BRA"))["pages"]
    assert first["field"].startswith("Text of the declaration or reservation 1 (French)")
    assert (first["stood"], first["reads"], first["recorded"]) == ("L’article 5 declare.", right, "fr")
    assert (second["stood"], second["recorded"]) == ("–", "es")
    page_cache.forget()
    page = client.get(reverse("signing:declarations"), {"lang": "fr"}).content.decode()
    assert right in page


def test_the_statement_of_another_party_is_refused_in_the_database_too():
    session = make_session(hanoi())
    intend("BRA", statements=[declaration(TEXT)])
    intend("KEN")
    fill(session)
    sign(session, "BRA", "KEN")
    close(session, *map(actor, people()))
    kenya, text = signature_of("KEN"), signature_of("BRA").statements.get()
    with pytest.raises(NotPossible, match="Choose the reservation or declaration"):
        propose(kenya, "text", "Otherwise", statement=text)
    made = propose(signature_of("BRA"), "text", "Otherwise")
    values = {"field": "text", "statement": text, "written_by": made.written_by, "written_at": made.written_at}
    with pytest.raises(IntegrityError, match="the statement is of another signature"), transaction.atomic():
        Rectification.objects.create(signature=kenya, after="Otherwise", reason="Misread", **values)
