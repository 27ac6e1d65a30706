"""An English word of two senses is two entries of the catalogues."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from conference.look.states import mark_of
from delegations.accreditation.models import PassState
from delegations.gates.checking.verdicts import WORDS as GATE_WORDS
from schedule.calendar.engagements.models import Closure
from schedule.programme.models import Type


@pytest.mark.parametrize(
    ("language", "room", "account"),
    [("fr", "Fermée", "Fermé"), ("vi", "Đóng cửa", "Đã đóng"), ("zh-hans", "关闭", "已关闭")],
)
def test_a_closed_room_and_a_closed_account_are_not_closed_meetings(language, room, account):
    with translation.override(language):
        assert str(Closure.State.CLOSED.label) == room != gettext("Closed")
        assert pgettext("an account", "Closed") == account != gettext("Closed")


WORDS = {
    "a meeting cancelled": ("Annulée", "Cancelada", "مُلغى", "Отменена", "已取消", "Đã hủy"),
    "a message cancelled": ("Annulé", "Cancelado", "أُلغي الإرسال", "Отменено", "已取消", "Đã hủy"),
    "a request declined": ("Rejetée", "Denegada", "مرفوض", "Отклонено", "未获批准", "Đã từ chối"),
    "a meeting declined": ("Déclinée", "Declinada", "اعتُذر عنه", "Отклонено", "已谢绝", "Đã khước từ"),
    "a member withdrawn": ("Retiré(e)", "Retirado/a", "تم السحب", "Отозван(а)", "已撤回", "Đã rút"),
    "a request withdrawn": ("Retirée", "Retirada", "مسحوب", "Отозвано", "已撤回", "Đã rút"),
    "a member returned": ("À corriger", "Por corregir", "أُعيد للتصحيح", "Возвращен(а)", "已退回", "Trả lại để sửa"),
    "a pass returned": ("Restitué", "Devuelto", "أُعيد", "Возвращен", "已归还", "Đã trả lại"),
    "a badge lost": ("Perdu", "Perdido", "مفقودة", "Утерян", "遗失", "Mất"),
    "a pass lost": ("Perdu", "Perdido", "مفقود", "Утерян", "遗失", "Mất"),
    "a device revoked": ("Révoqué", "Revocado", "ملغى", "Отозвано", "已停用", "Đã thu hồi"),
    "an API key revoked": ("Révoquée", "Revocada", "ملغى", "Аннулирован", "已撤销", "Đã thu hồi"),
    "a note received": ("Reçue", "Recibida", "وردت", "Получена", "已收到", "Đã nhận"),
    "a badge expired": ("Expiré", "Vencido", "انتهت صلاحيتها", "Срок действия истек", "已过期", "Đã hết hạn"),
    "a meeting of protocol": ("Protocole", "Protocolo", "المراسم", "Протокол", "礼宾活动", "Lễ tân"),
    "a meeting expired": ("Expirée", "Vencida", "انقضت المهلة", "Срок истек", "已过期", "Đã hết hạn"),
}
SHOWN = {
    "a meeting cancelled": lambda: mark_of("cancelled", "bilateral").word,
    "a message cancelled": lambda: mark_of("cancelled", "message").word,
    "a request declined": lambda: mark_of("declined", "application").word,
    "a meeting declined": lambda: mark_of("declined", "bilateral").word,
    "a member withdrawn": lambda: mark_of("withdrawn").word,
    "a request withdrawn": lambda: mark_of("withdrawn", "late").word,
    "a member returned": lambda: mark_of("returned").word,
    "a pass returned": lambda: PassState.RETURNED.label,
    "a badge lost": lambda: mark_of("lost", "badge").word,
    "a pass lost": lambda: PassState.LOST.label,
    "a device revoked": lambda: mark_of("revoked", "device").word,
    "an API key revoked": lambda: mark_of("revoked", "machine").word,
    "a note received": lambda: mark_of("received", "note").word,
    "a badge expired": lambda: GATE_WORDS["expired"],
    "a meeting of protocol": lambda: Type.PROTOCOL.label,
    "a meeting expired": lambda: mark_of("expired", "bilateral").word,
}


@pytest.mark.parametrize("thing", WORDS)
def test_a_state_agrees_with_the_thing_that_is_in_it(thing):
    said = []
    for language in ("fr", "es", "ar", "ru", "zh-hans", "vi"):
        with translation.override(language):
            said.append(str(SHOWN[thing]()))
    assert tuple(said) == WORDS[thing]


def test_the_head_of_a_column_of_times_is_no_state():
    with translation.override("fr"):
        heads = [pgettext("a date", word) for word in ("Sent", "Received", "Issued", "Ended")]
    assert heads == ["Date d’envoi", "Date de réception", "Date de délivrance", "Date de fin"]


@pytest.mark.parametrize(
    ("language", "many", "rows"),
    [
        ("ar", "المعتمَدون", "الجدول"),
        ("es", "Acreditados", "Tabla"),
        ("fr", "Accrédités", "Tableau"),
        ("ru", "Аккредитовано", "Таблица"),
        ("vi", "Đã duyệt cấp thẻ", "Bảng"),
        ("zh-hans", "已获认证", "表格"),
    ],
)
def test_a_number_of_persons_is_no_state_of_one_and_a_table_of_rows_none_to_sit_at(language, many, rows):
    with translation.override(language):
        assert pgettext("persons", "Accredited") == many
        assert pgettext("rows and columns", "Table") == rows != gettext("Table")


def test_who_comes_next_is_no_next_page():
    """The hall display said “next page” in Chinese above the party that signs next."""
    with translation.override("zh-hans"):
        assert pgettext("who or what comes next", "Next") == "接下来"
        assert gettext("Next") == "下一页"
