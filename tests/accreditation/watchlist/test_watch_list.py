"""The watch list: names alike in any spelling and script, who reads the reason, what is set aside."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import rotation
from delegations.accreditation.models import WatchEntry, WatchMatch, name_index
from delegations.accreditation.review import queries, risks
from delegations.accreditation.watchlist import actions
from delegations.accreditation.watchlist.similar_names import are_alike
from delegations.registration.members.actions import editing as registration
from delegations.registration.members.rules import number_index
from delegations.registration.models import Delegate
from tests.accreditation.kit import as_actor, officer, security
from tests.accreditation.review.test_queue import QUEUE, listed, waits
from tests.people import actor, make_focal_point, make_user, sign_in

REASON = "Wanted for questioning by the host's prosecutor."


def enter(**values) -> WatchEntry:
    return actions.enter_watch(actor=as_actor(security()), values={"why": REASON, **values})


def flagged() -> set[tuple[str, bool, bool]]:
    return {(str(m.delegate), m.by_name, m.by_number) for m in WatchMatch.objects.select_related("delegate")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anton Chekhov", "Антон Чехов"),
        ("Tschechow, Anton", "Anton Chekhov"),
        ("Muhammad Husayn", "محمد حسين"),
        ("Abd al-Rahman Yusuf", "عبدالرحمن يوسف"),
        ("Fatima Al-Zahra", "فاطمة الزهراء"),
        ("Giorgos Papadopoulos", "Γιώργος Παπαδόπουλος"),
        ("Volodymyr Zelenskyy", "Зеленський Володимир"),
        ("Nguyễn Văn An", "AN NGUYEN VAN"),
        ("José García", "Garci\u0301a Jose\u0301"),
        ("Anna Lindgren", "Lindgrenn Ana"),
        ("Xi Jinping", "Jin Ping Xi"),
        ("王小明", "王 小明"),
        ("T. R. Mokwena", "Thandeka Refilwe Mokoena"),
        ("Hans Mueller", "Müller, Hans-Peter"),
        ("Suharto", "Soeharto"),
        # A sound as one language spells it, beside another script or another spelling of the same language.
        ("Grzegorz Świątkowski", "Гжегож Святковский"),
        ("Grzegorz Świątkowski", "GŻEGOŻ Świątkowski"),
        ("Grzegorz Swiatkowski", "Гжегож Свёнтковский"),
        ("Krzysztof Wróblewski", "Кшиштоф Врублевский"),
        ("Lech Wałęsa", "Лех Валенса"),
        ("Małgorzata Chrzanowska", "Хшановска Малгожата"),
        ("Bożena Jędrzejczyk", "Божена Енджейчик"),
        ("Jiří Dvořák", "Иржи Дворжак"),
        ("Đorđe Živković", "Джордже Живкович"),
        ("Nicușor Țuțea", "Никушор Цуця"),
        ("Çağlar Kılıç", "Чаглар Кылыч"),
        ("Cemil Özcan", "Джемиль Озджан"),
        ("Dietrich Schwarzkopf", "Дитрих Шварцкопф"),
        ("Hans Tschirner", "Ханс Чирнер"),
        ("Pierre Tchouaméni", "Пьер Чуамени"),
        ("Jacques Boucher", "Жак Буше"),
        ("György Csányi", "Дьёрдь Чани"),
        ("Giuseppe Ciancia", "Джузеппе Чанча"),
        ("Đặng Xuân Phúc", "Данг Суан Фук"),
        ("João Silva", "Жуан Силва"),
        ("Joao da Silva", "Сильва Жуан"),
        ("Sebastião Carvalho", "Себастьян Карвалью"),
        ("José Guimarães", "Жозе Гимарайнш"),
        ("Jorge Teixeira", "Жоржи Тейшейра"),
        ("Joaquim Chaves", "Жоакин Шавиш"),
        ("Henrique Magalhães", "Энрике Магальяйнш"),
        ("Paulo Quadros", "Паулу Куадруш"),
        ("Lourenço Simões", "Лоуренсу Симойнш"),
        ("Gonçalo Cunha", "Гонсалу Кунья"),
        ("Nguyễn Đức Hải", "Нгуен Дык Хай"),
        ("Trần Minh Đức", "Чан Минь Дык"),
        ("Phạm Quang Dũng", "Фам Куанг Зунг"),
        ("Phạm Quang Dũng", "Фам Куанг Дунг"),
        ("Võ Nguyên Giáp", "Во Нгуен Зяп"),
        ("Dương Văn Trọng", "Зыонг Ван Чонг"),
        ("Bùi Khánh Vân", "Буй Кхань Ван"),
        ("Ngô Bảo Châu", "Нго Бао Тяу"),
        ("Trương Tấn Sang", "Чыонг Тан Шанг"),
    ],
)
def test_spellings_of_one_name(one, other):
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn Bình"),
        ("Maria Silva", "Maria Santos"),
        ("Suharto", "Suharto Wijaya"),
        ("A. B.", "Anton Berger"),
        ("M. Revathi", "T. R. Mokwena"),
        ("Lee Min", "Kim Min"),
        ("王小明", "王大明"),
        ("Grzegorz Świątkowski", "Григорий Светличный"),
        ("Grzegorz Nowak", "Georg Nowak"),
        ("Jan Kowalski", "Jan Kozlowski"),
        ("Şahin Demir", "Hasan Demir"),
        ("Jean Chevalier", "Jan Kowalski"),
        ("João Silva", "Иван Силва"),
        ("João Pereira", "Joana Pereira"),
        ("Paulo Quadros", "Павел Кудрин"),
        ("Zhao Wei", "Zhan Wei"),
        ("Mao Li", "Man Li"),
        ("Liao Jun", "Lian Jun"),
        ("Jorge Costa", "Jordi Costa"),
        ("Trần Minh Đức", "Чан Минь Зык"),
        ("Nguyễn Đức Hải", "Nguyễn Dũng Hải"),
        ("", "Anna"),
    ],
)
def test_other_names(one, other):
    assert not are_alike(one, other)


def test_flags_come_with_an_entry_and_with_a_person_and_go_with_either(world):
    chekhov = waits(family_name="Chekhov", given_names="Anton")
    waits("BRA", family_name="Silva", given_names="Ana", document_number_index=number_index("D0004471"))
    entry = enter(name="Антон Чехов", document_number="D0004471")
    assert flagged() == {("Anton Chekhov", True, False), ("Ana Silva", False, True)}
    # Whoever comes later is compared as well, by any way in which a person is written.
    ken = make_focal_point("KEN")
    values = {"family_name": "Tschechow", "given_names": "Anton", "capacity": "delegate", "category": chekhov.category}
    later = registration.enter_member(actor=actor(ken), delegation=chekhov.delegation, values=values)
    assert len(flagged()) == 2  # a draft is nobody yet
    lifecycle.use_case(lambda: lifecycle.move(later, "submitted", actor=actor(ken), verb="delegate.submitted"))()
    assert ("Anton Tschechow", True, False) in flagged()
    # The entry is changed, then ended.
    entry = actions.edit_watch(
        actor=as_actor(security()),
        entry=entry,
        values={"name": "Somebody Else", "document_number": ""},
        expected_version=1,
    )
    assert flagged() == set()
    entry = actions.edit_watch(
        actor=as_actor(security()), entry=entry, values={"name": "Chekhov Anton"}, expected_version=2
    )
    assert len(flagged()) == 2
    officer_ = as_actor(officer())
    assert queue_flags(officer_) == {"Anton Chekhov", "Anton Tschechow"}
    actions.end_watch(actor=as_actor(security()), entry=entry, expected_version=3)
    assert queue_flags(officer_) == set()
    assert list(find_faults()) == []


def queue_flags(who) -> set[str]:
    wanted = queries.QueueFilter.read({"step": "all", "mark": "watch"}, who)
    return {str(person) for person in queries.get_page(wanted).people} if wanted.mark else {"everybody"}


def test_an_entry_past_its_last_day_flags_nobody(world):
    waits(family_name="Chekhov", given_names="Anton")
    entry = enter(name="Anton Chekhov", valid_until=date(2100, 1, 1))
    assert queue_flags(as_actor(officer())) == {"Anton Chekhov"}
    WatchEntry.objects.filter(pk=entry.pk).update(valid_until=date(2001, 1, 1))
    assert queue_flags(as_actor(officer())) == set()


def test_the_queue_shows_the_flag_to_those_who_vet_and_the_reason_to_nobody_unread(client, world):
    member = waits(family_name="Chekhov", given_names="Anton")
    waits(family_name="Silva", given_names="Ana")
    enter(name="Антон Чехов", date_of_birth="1960-01-29")
    person = reverse("accreditation:person", args=[member.public_id])
    sign_in(client, officer())
    text = client.get(QUEUE, {"step": "vet"}).content.decode()
    assert "Watch list: similar name" in text
    assert "1 flagged" in text
    assert REASON not in text
    assert listed(client.get(QUEUE, {"step": "all", "mark": "watch"})) == ["Anton Chekhov"]
    before = AuditEntry.objects.filter(verb="watch.read").count()
    assert REASON not in client.get(person).content.decode()
    assert AuditEntry.objects.filter(verb="watch.read").count() == before
    read = client.post(reverse("accreditation:watch", args=[member.public_id])).content.decode()
    assert "Антон Чехов" in read
    assert "Wanted for questioning" in read
    # The entry takes the focus: it stands below what the window shows.
    assert re.search(r'aria-labelledby="risk-h"\s+tabindex="-1" data-focus>', read)
    kept = AuditEntry.objects.filter(verb="watch.read").latest("number")
    # Nothing of it stands in the audit log, and nothing is the delegation's to read.
    assert (kept.scope, kept.actor_label) == ("", "Đặng Thuỳ Linh")
    assert "Чехов" not in f"{kept.subject_label}{kept.details}{kept.reason}"
    for role in (Role.SECRETARIAT, Role.PROTOCOL, Role.PRINT_ROOM):
        sign_in(client, make_user(None, role))
        assert "Watch list" not in client.get(person).content.decode()
        assert len(listed(client.get(QUEUE, {"step": "all", "mark": "watch"}))) == 2


def test_a_match_is_set_aside_with_words_until_what_was_compared_changes(client, world):
    member = waits(family_name="Chekhov", given_names="Anton")
    entry = enter(name="Anton Chekhov")
    match = WatchMatch.objects.get()
    linh = as_actor(officer())
    with pytest.raises(NotPossible, match="State what distinguishes the two persons"):
        actions.set_aside(actor=linh, match=match, explanation=" ")
    with pytest.raises(NotAllowed):
        actions.set_aside(actor=as_actor(make_user(None, Role.PROTOCOL)), match=match, explanation="x")
    actions.set_aside(actor=linh, match=match, explanation="Another birthplace.")
    with pytest.raises(AlreadyDecided):
        actions.set_aside(actor=linh, match=match, explanation="Another birthplace.")
    assert queue_flags(linh) == set()
    sign_in(client, officer())
    assert (
        "compared, match dismissed"
        in client.get(reverse("accreditation:person", args=[member.public_id])).content.decode()
    )
    # Another reason leaves it; another spelling does not.
    entry = actions.edit_watch(
        actor=as_actor(security()), entry=entry, values={"name": entry.name, "why": "x"}, expected_version=1
    )
    assert queue_flags(linh) == set()
    actions.edit_watch(actor=as_actor(security()), entry=entry, values={"name": "Antón Chekhov"}, expected_version=2)
    assert queue_flags(linh) == {"Anton Chekhov"}
    with pytest.raises(AlreadyDecided, match="compare again"):
        actions.set_aside(actor=linh, match=match, explanation="Another birthplace.")


def test_words_refused_stand_where_they_were_typed(client, world):
    member = waits(family_name="Chekhov", given_names="Anton")
    entry = enter(name="Anton Chekhov")
    match = WatchMatch.objects.get()
    sign_in(client, officer())
    view = reverse("accreditation:aside", args=[member.public_id, match.pk])
    turned = client.post(view, {"basis": match.basis, "explanation": "Born in \u202e1961"})
    text = turned.content.decode()
    assert turned.status_code == 422
    assert "reverses the direction of the text (U+202E)" in text
    assert 'value="Born in \u202e1961"' in text
    assert "Wanted for questioning" in text  # what was compared stands beside it, and the audit log has this look too
    assert AuditEntry.objects.filter(verb="watch.read").count() == 1
    empty = client.post(view, {"basis": match.basis, "explanation": " "})
    assert (empty.status_code, "State what distinguishes the two persons" in empty.content.decode()) == (422, True)
    # The entry is spelt otherwise meanwhile: nothing is set aside, and the words are still there.
    actions.edit_watch(actor=as_actor(security()), entry=entry, values={"name": "Antón Chekhov"}, expected_version=1)
    late = client.post(view, {"basis": match.basis, "explanation": "Another birthplace."})
    assert late.status_code == 409
    assert "compare again" in late.content.decode()
    assert "<bdi>Another birthplace.</bdi>" in late.content.decode()
    fresh = WatchMatch.objects.get()
    assert fresh.aside_at is None
    # Through the page of another person nothing is set aside either.
    other = waits(family_name="Silva", given_names="Ana")
    wrong = reverse("accreditation:aside", args=[other.public_id, fresh.pk])
    assert client.post(wrong, {"basis": fresh.basis, "explanation": "Another birthplace."}).status_code == 409
    right = reverse("accreditation:aside", args=[member.public_id, fresh.pk])
    assert client.post(right, {"basis": fresh.basis, "explanation": " Another  birthplace. "}).status_code == 302
    assert WatchMatch.objects.get().aside_words == "Another birthplace."


def test_the_liaison_s_page_keeps_reason_and_number_to_itself(client, world):
    waits(family_name="Chekhov", given_names="Anton")
    sign_in(client, security())
    new = reverse("accreditation:watch_new")
    response = client.post(new, {"name": "", "why": ""})
    assert response.status_code == 422
    assert "State why this person or document requires a second look." in response.content.decode()
    assert "Enter a name or a document number." in client.post(new, {"why": "x"}).content.decode()
    values = {"name": "Chekhov Anton", "aliases": "Чехов\n\n Чехов ", "document_number": "d 0004471", "why": REASON}
    text = client.post(new, values, follow=True).content.decode()
    entry = WatchEntry.objects.get()
    assert (entry.aliases, entry.document_number, entry.why) == ("Чехов", "D 0004471", REASON)
    assert "Saved. 1 possible match." in text
    assert "••••4471" in text
    assert REASON not in text
    one = reverse("accreditation:watch_one", args=[entry.pk])
    response = client.post(
        one, {"name": "Anton Chekhov", "why": "", "document_number": "", "version": "1"}, follow=True
    )
    entry.refresh_from_db()
    assert (entry.name, entry.document_number, entry.why) == ("Anton Chekhov", "D 0004471", REASON)
    assert "prosecutor" in client.post(reverse("accreditation:watch_reason", args=[entry.pk])).content.decode()
    response = client.post(one, {"name": "Anton", "why": "", "version": "1"})
    assert response.status_code == 409
    client.post(reverse("accreditation:watch_end", args=[entry.pk]), {"version": "2"})
    assert WatchEntry.objects.get().state == "ended"
    verbs = (
        AuditEntry.objects.filter(subject_type="accreditation.watchentry")
        .order_by("number")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["watch.entered", "watch.changed", "watch.read", "watch.ended"]
    told = AuditEntry.objects.filter(scope="").values("subject_label", "came_from", "went_to", "reason", "details")
    assert not re.search("Chekhov|Чехов|4471|prosecutor", str(list(told)))


def test_what_is_secret_is_encrypted_and_follows_the_keys(world, settings):
    entry = enter(name="Xaver Y", aliases="Ksaver\nXavier", document_number="D0004471", date_of_birth="1960-01-29")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accreditation_watchentry")
        row = " ".join(map(str, cursor.fetchone()))
    assert not re.search("prosecutor|D0004471|1960-01-29|(?i:xaver|ksaver|xavier)", row)
    settings.FIELD_KEYS = "new:" + "A" * 43 + "=," + settings.FIELD_KEYS
    member = waits(document_number="D0004471", document_number_index=number_index("D0004471"))
    dict(rotation.rotate())
    entry.refresh_from_db()
    assert entry.document_number_index == Delegate.objects.get(pk=member.pk).document_number_index
    assert (entry.why, entry.name, entry.aliases) == (REASON, "Xaver Y", "Ksaver\nXavier")
    assert WatchEntry.objects.get(name_index=name_index("xaver y")) == entry


def test_what_an_officer_said_of_a_match_is_encrypted(world):
    waits(family_name="Chekhov", given_names="Anton")
    enter(name="Anton Chekhov")
    actions.set_aside(actor=as_actor(security()), match=WatchMatch.objects.get(), explanation="Born in Taganrog.")
    assert WatchMatch.objects.get().aside_words == "Born in Taganrog."
    with connection.cursor() as cursor:
        cursor.execute("SELECT aside_words FROM accreditation_watchmatch")
        assert "Taganrog" not in cursor.fetchone()[0]


def test_the_database_itself_refuses_an_entry_of_nobody(world):
    entry = enter(name="Xaver Y")
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchEntry.objects.filter(pk=entry.pk).update(name_index="")


def test_whom_the_list_means_by_more_spellings_is_found_by_comparing_again(world, capsys):
    """As after an upgrade: the rows are older than the code that sees them alike."""
    waits(family_name="Silva", given_names="João")
    waits("BRA", family_name="Chekhov", given_names="Anton")
    enter(name="Жуан Силва")
    enter(name="Антон Чехов")
    WatchMatch.objects.get(delegate__family_name="Silva").delete()
    other = WatchMatch.objects.get()
    actions.set_aside(actor=as_actor(officer()), match=other, explanation="Another face.")
    call_command("compare_watch_list")
    assert capsys.readouterr().out.strip() == "1 matches are new, 0 are gone."
    assert flagged() == {("João Silva", True, False), ("Anton Chekhov", True, False)}
    assert WatchMatch.objects.get(pk=other.pk).aside_words == "Another face."
    call_command("compare_watch_list")
    assert capsys.readouterr().out.strip() == "0 matches are new, 0 are gone."


def test_a_date_of_birth_that_one_of_the_two_lacks_is_not_said_to_lack_in_both(client, world):
    member = waits(family_name="Mokoena", given_names="Thandeka", date_of_birth="1980-05-17")
    enter(name="Thandeka Mokoena")
    (risk,) = risks.get_risks(Delegate.objects.get(pk=member.pk))
    assert risk.same_birth == "cannot be compared: one of the two is not known"
